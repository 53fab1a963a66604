//! Where the values of arguments are in a query: an error there is the client's.

use async_graphql::Pos;
use async_graphql::parser::types::{ExecutableDocument, Selection};
use std::collections::HashSet;

/// The positions of the values that clients wrote as arguments. Each error is looked up, and clients choose how many there
/// are of both.
pub(super) fn positions(document: &ExecutableDocument) -> HashSet<Pos> {
    let operations = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set);
    let mut rest: Vec<_> = operations.chain(fragments).collect();
    let mut positions = HashSet::new();
    while let Some(set) = rest.pop() {
        for item in &set.node.items {
            match &item.node {
                Selection::Field(field) => {
                    positions.extend(field.node.arguments.iter().map(|(_, value)| value.pos));
                    rest.push(&field.node.selection_set);
                }
                Selection::InlineFragment(fragment) => rest.push(&fragment.node.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    positions
}
