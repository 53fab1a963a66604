//! One connection, and one request at a time on it.

use super::answer::{Answer, Broken};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A request that has waited so long for its answer will never have one. Generous, because the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// No answer.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// The server has closed the connection, or worse.
    #[error("the connection was lost: {0}")]
    Connection(#[from] io::Error),
    /// Something else came.
    #[error("not one answer: {0}")]
    Broken(#[from] Broken),
    /// Nothing came.
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    Silence,
}

/// Opens a connection.
///
/// # Errors
///
/// What the system says.
pub async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// A connection that is kept.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// A new connection.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        Ok(Self {
            stream: connect(address).await?,
            buffer: Vec::with_capacity(4096),
        })
    }

    /// Asks, and waits for the whole answer.
    ///
    /// # Errors
    ///
    /// [`Lost`] if there is none.
    pub async fn ask(&mut self, request: &[u8], is_head: bool) -> Result<Answer<'_>, Lost> {
        timeout(PATIENCE, self.exchange(request, is_head))
            .await
            .map_err(|_| Lost::Silence)??;
        // It is parsed again because no borrow lives as long as the loop and the answer.
        Answer::parse(&self.buffer, is_head)?.ok_or(Lost::Silence)
    }

    async fn exchange(&mut self, request: &[u8], is_head: bool) -> Result<(), Lost> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            if Answer::parse(&self.buffer, is_head)?.is_some() {
                return Ok(());
            }
        }
    }
}
