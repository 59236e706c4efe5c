#!/bin/sh
# Fills the settings into nginx.conf.template, then execs nginx with this script's arguments.
# Writes only below TMPDIR (/tmp): everything else may be read-only. Needs a POSIX shell, sed and tr, nothing else.
set -eu

# The parts that are behind the page in scripts/parts.js; infra/parts.test.js compares them.
services='posts comments query moderation event-bus'

here=$(dirname "$0")
folder=${TMPDIR:-/tmp}/blog-client
faults=

fault() {
  faults="$faults
  $1"
}

PORT=${PORT:-3000}
case $PORT in
  *[!0-9]* | 0* | ??????*) fault "PORT: expected a number from 1 to 65535 (got \"$PORT\")" ;;
  *) [ "$PORT" -le 65535 ] || fault "PORT: expected a number from 1 to 65535 (got \"$PORT\")" ;;
esac

case ${PAGE_DIR:=} in
  '') fault 'PAGE_DIR: expected the folder of the built page (it is not set)' ;;
  *[!A-Za-z0-9._/-]* | [!/]*) fault "PAGE_DIR: expected a full path of letters, digits and . _ - (got \"$PAGE_DIR\")" ;;
  *) [ -f "$PAGE_DIR/index.html" ] || fault "PAGE_DIR: expected the built page, no index.html is in $PAGE_DIR" ;;
esac

# As entries of nginx' map: the URL of each service, from POSTS_URL, EVENT_BUS_URL and so on.
urls=
for service in $services; do
  variable=$(printf %s "$service" | tr a-z- A-Z_)_URL
  eval "url=\${$variable-}"
  case ${url%/} in
    '') fault "$variable: expected the http(s) URL of a service (it is not set)" ;;
    # No character that is special to nginx or sed; the path comes from the request.
    http://*[!]A-Za-z0-9.:_[-]* | https://*[!]A-Za-z0-9.:_[-]*)
      fault "$variable: expected a URL of scheme, host and port only, such as http://posts:4000 (got \"$url\")"
      ;;
    http://?* | https://?*) ;;
    *) fault "$variable: expected an http(s) URL, such as http://posts:4000 (got \"$url\")" ;;
  esac
  urls="$urls$service ${url%/}; "
done

case ${STARTED_BY:=} in
  '') started_by=null ;;
  npm | compose | kubernetes | kubernetes-scale) started_by="\"$STARTED_BY\"" ;;
  *) fault "STARTED_BY: expected npm, compose, kubernetes or kubernetes-scale (got \"$STARTED_BY\")" ;;
esac
namespace=null
case $STARTED_BY:${NAMESPACE:=default} in
  kubernetes*:*[!a-z0-9-]*) fault "NAMESPACE: expected the name of a namespace (got \"$NAMESPACE\")" ;;
  kubernetes*) namespace="\"$NAMESPACE\"" ;;
esac

# As unique entries of nginx's map: it does not start with duplicates.
hosts=
for host in $(printf %s "${ALLOWED_HOSTS:-none}" | tr ',*' ' @'); do
  case $host in
    none) continue ;;
    @) entry='~. 1;' ;;
    *[!A-Za-z0-9._@-]* | .* | ?*@* | @[!.]*)
      fault "ALLOWED_HOSTS: expected host names without ports, separated by commas (got \"$ALLOWED_HOSTS\")"
      break
      ;;
    *) entry=$(printf '%s 1;' "$host" | tr '@A-Z' '*a-z') ;;
  esac
  case " $hosts" in
    *" $entry "*) ;;
    *) hosts="$hosts$entry " ;;
  esac
done

# The machine's name servers, with IPv6 addresses in brackets. nginx knows no zones: fe80::1%eth0 is left out.
read_resolvers() {
  sed -n 's/^nameserver[[:space:]]\{1,\}\([0-9a-fA-F.:]\{1,\}\)\([[:space:]].*\)\{0,1\}$/\1/p' "$1" |
    sed 's/.*:.*/[&]/' | tr '\n' ' '
}
RESOLVERS=${RESOLVERS:-$(read_resolvers /etc/resolv.conf)}
case $RESOLVERS in
  '') fault 'RESOLVERS: expected name servers, /etc/resolv.conf has none (it is not set)' ;;
  *[!]A-Za-z0-9.:\ [-]*) fault "RESOLVERS: expected addresses of name servers, separated by spaces (got \"$RESOLVERS\")" ;;
esac

if [ -n "$faults" ]; then
  echo "The settings are wrong:$faults" >&2
  exit 1
fi

without_ipv6=
[ -f /proc/net/if_inet6 ] || without_ipv6='/listen \[::\]/d'
without_tls=
case $urls in
  *https://*) ;;
  *) without_tls='/proxy_ssl_/d' ;;
esac

mkdir -p "$folder"
sed -e "$without_ipv6" \
  -e "$without_tls" \
  -e "s#\${PORT}#$PORT#" \
  -e "s#\${PAGE_DIR}#$PAGE_DIR#" \
  -e "s#\${STARTED_BY_JSON}#{\"startedBy\":${started_by:-null},\"namespace\":$namespace}#" \
  -e "s#\${ALLOWED_HOSTS}#$hosts#" \
  -e "s#\${RESOLVERS}#$RESOLVERS#" \
  -e "s#\${SERVICES}#$(printf %s "$services" | tr ' ' '|')#" \
  -e "s#\${SERVICE_URLS}#$urls#" \
  "$here/nginx.conf.template" >"$folder/nginx.conf"

exec "${NGINX:-nginx}" -e stderr -p "$folder" -c "$folder/nginx.conf" "$@"
