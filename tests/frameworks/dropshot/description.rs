//! What the OpenAPI document says of errors.

use crate::shop;
use dropshot::semver::Version;

#[test]
fn every_endpoint_refers_to_problem_details_and_names_no_type_of_ours() {
    let document = shop::open().openapi("Shop", Version::new(1, 0, 0)).json().unwrap();
    let error = &document["paths"]["/fails/{way}"]["get"]["responses"]["4XX"]["$ref"];
    let name = error.as_str().unwrap().rsplit('/').next().unwrap();
    let schema = &document["components"]["responses"][name]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(schema, "#/components/schemas/Problem");
    let problem = &document["components"]["schemas"]["Problem"];
    assert_eq!(problem["properties"]["status"]["type"], "integer");
    for member in ["type", "title", "status", "detail", "code"] {
        assert!(
            problem["required"].as_array().unwrap().contains(&member.into()),
            "{problem}"
        );
    }
    assert!(!document.to_string().contains("ShopError"), "{document}");
}
