use http::{Request, Response};
use http_body_util::Empty;
use http_body_util::combinators::BoxBody;
use secure_error::SecureErrorLayer;
use std::convert::Infallible;
use tower::{Service, ServiceBuilder, service_fn};

type Body = BoxBody<std::io::Cursor<Vec<u8>>, Infallible>;

async fn handle(_: Request<()>) -> Result<Response<Body>, Infallible> {
    Ok(Response::new(BoxBody::new(Empty::new())))
}

fn serve(_: impl Service<Request<()>>) {}

fn main() {
    serve(ServiceBuilder::new().layer(SecureErrorLayer::new()).service(service_fn(handle)));
}
