// Makes requests with the persisted queries of Apollo Client, and prints what came back, and what was sent for it.
//
// `apollo.mjs PORT REQUESTS`, where REQUESTS is a list of objects in JSON: `query`, and `hash` or `version` to send instead of
// the right ones.

import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const [port, requests] = process.argv.slice(2);

async function make({ query, hash, version }) {
  const sent = [];
  const http = new HttpLink({
    uri: `http://127.0.0.1:${port}/`,
    fetch: (uri, options) => {
      const body = JSON.parse(options.body);
      sent.push(["query" in body, body.extensions?.persistedQuery !== undefined]);
      return fetch(uri, options);
    },
  });
  const changed = new ApolloLink((operation, forward) => {
    const persisted = operation.extensions.persistedQuery;
    if (persisted !== undefined && version !== undefined) {
      persisted.version = version;
    }
    return forward(operation);
  });
  const persisted = new PersistedQueryLink({
    sha256: (text) => hash ?? createHash("sha256").update(text).digest("hex"),
  });
  const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([persisted, changed, http]) });
  const { data, error } = await client.query({ query: gql(query), errorPolicy: "all", fetchPolicy: "no-cache" });
  const errors = CombinedGraphQLErrors.is(error) ? error.errors : error === undefined ? [] : [String(error)];
  return { data: data ?? null, errors, sent };
}

const found = [];
for (const request of JSON.parse(requests)) {
  found.push(await make(request));
}
console.log(JSON.stringify(found));
