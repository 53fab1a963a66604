// Makes requests with graphql-ws, and prints what came back.
//
// `graphql_ws.mjs PORT REQUESTS`, where REQUESTS is a list of objects in JSON: `query`, and `init`, the payload with which its
// connection begins.

import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [port, requests] = process.argv.slice(2);

function make({ query, init }) {
  const client = createClient({
    url: `ws://127.0.0.1:${port}/`,
    webSocketImpl: WebSocket,
    connectionParams: init,
    retryAttempts: 0,
  });
  const events = [];
  return new Promise((resolve) => {
    const end = (how) => {
      resolve({ events, ...how });
      client.dispose();
    };
    client.subscribe(
      { query },
      {
        next: (event) => events.push(event),
        // GraphQL errors, or the end of the connection.
        error: (error) =>
          end(Array.isArray(error) ? { errors: error } : { closed: [error.code ?? null, error.reason ?? String(error)] }),
        complete: () => end({}),
      },
    );
  });
}

const found = [];
for (const request of JSON.parse(requests)) {
  found.push(await make(request));
}
console.log(JSON.stringify(found));
