#!/bin/sh
# Fills the settings into nginx.conf.template, then execs nginx with this script's arguments.
# Writes only below TMPDIR (/tmp): everything else may be read-only. Needs a POSIX shell, sed and tr, nothing else.
set -eu

here=$(dirname "$0")
folder=${TMPDIR:-/tmp}/blog-client
faults=

fault() {
  faults="$faults
  $1"
}

# name, value
check_url() {
  case ${2%/} in
    '') fault "$1: expected the http(s) URL of a service (it is not set)" ;;
    # Only characters that mean nothing to nginx or sed; the path comes from the request.
    http://*[!]A-Za-z0-9.:_[-]* | https://*[!]A-Za-z0-9.:_[-]*)
      fault "$1: expected a URL of scheme, host and port only, such as http://posts:4000 (got \"$2\")"
      ;;
    http://?* | https://?*) ;;
    *) fault "$1: expected an http(s) URL, such as http://posts:4000 (got \"$2\")" ;;
  esac
}

# The machine's name servers, in nginx syntax.
read_resolvers() {
  while read -r keyword address _; do
    [ "$keyword" = nameserver ] || continue
    case $address in
      # nginx does not support zones (fe80::1%eth0).
      *%*) ;;
      *:*) printf '[%s] ' "$address" ;;
      *) printf '%s ' "$address" ;;
    esac
  done </etc/resolv.conf
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

check_url POSTS_URL "${POSTS_URL:=}"
check_url COMMENTS_URL "${COMMENTS_URL:=}"
check_url QUERY_URL "${QUERY_URL:=}"
check_url MODERATION_URL "${MODERATION_URL:=}"
check_url EVENT_BUS_URL "${EVENT_BUS_URL:=}"

namespace=null
case ${STARTED_BY:=} in
  '') started_by=null ;;
  npm | compose) started_by="\"$STARTED_BY\"" ;;
  kubernetes | kubernetes-scale)
    started_by="\"$STARTED_BY\""
    case ${NAMESPACE:-default} in
      *[!a-z0-9-]*) fault "NAMESPACE: expected the name of a namespace (got \"$NAMESPACE\")" ;;
      *) namespace="\"${NAMESPACE:-default}\"" ;;
    esac
    ;;
  *) fault "STARTED_BY: expected npm, compose, kubernetes or kubernetes-scale (got \"$STARTED_BY\")" ;;
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

RESOLVERS=${RESOLVERS:-$(read_resolvers)}
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
case "$POSTS_URL $COMMENTS_URL $QUERY_URL $MODERATION_URL $EVENT_BUS_URL" in
  *https://*) ;;
  *) without_tls='/proxy_ssl_/d' ;;
esac

mkdir -p "$folder"
sed -e "$without_ipv6" \
  -e "$without_tls" \
  -e "s|\${PORT}|$PORT|" \
  -e "s|\${PAGE_DIR}|$PAGE_DIR|" \
  -e "s|\${STARTED_BY_JSON}|{\"startedBy\":${started_by:-null},\"namespace\":$namespace}|" \
  -e "s|\${ALLOWED_HOSTS}|$hosts|" \
  -e "s|\${RESOLVERS}|$RESOLVERS|" \
  -e "s|\${POSTS_URL}|${POSTS_URL%/}|" \
  -e "s|\${COMMENTS_URL}|${COMMENTS_URL%/}|" \
  -e "s|\${QUERY_URL}|${QUERY_URL%/}|" \
  -e "s|\${MODERATION_URL}|${MODERATION_URL%/}|" \
  -e "s|\${EVENT_BUS_URL}|${EVENT_BUS_URL%/}|" \
  "$here/nginx.conf.template" >"$folder/nginx.conf"

exec "${NGINX:-nginx}" -e stderr -p "$folder" -c "$folder/nginx.conf" "$@"
