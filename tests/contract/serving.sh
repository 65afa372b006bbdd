# Sourced by the scripts beside it: starts a server with the seed on a free port and ends it with the script.
# Who has TOKEN may write. BIN is the folder of the Python programs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
BIN=$(cd "${BIN:-.venv/bin}" && pwd)
PATH=$BIN:$PATH
tools=.tools/$(basename "$0" .sh)
folder=$(mktemp -d)
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
TOKEN=wortlaut_contract
WORTLAUT_WRITE_TOKENS=$(printf %s "$TOKEN" | sha256sum | cut -d ' ' -f 1)
export WORTLAUT_WRITE_TOKENS
WORTLAUT_DATABASE_URL=sqlite:///$folder/contract.db python -m app serve --port "$port" >"$folder/log" 2>&1 &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$folder"' EXIT
for _ in $(seq 200); do
  curl -sf "$url/health/ready" >/dev/null && break
  kill -0 $server || { cat "$folder/log"; exit 1; }
  sleep 0.1
done

# Node programs, at these versions and no others, in a folder that git ignores.
install_node_tools() {
  mkdir -p "$tools"
  npm install --prefix "$tools" --no-save --no-audit --no-fund --loglevel=error "$@"
}
