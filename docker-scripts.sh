#!/usr/bin/env bash
# What is done with the containers of Millrace, by name. `./docker-scripts.sh help` lists it.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
    cat <<'TEXT'
usage: ./docker-scripts.sh COMMAND [ARGUMENT...]

  dev-up              start server, MySQL and Redis for development, and follow the server's log
  dev-down            stop them; what they have stored stays
  prod-up             build, and start them with nginx in front, for production
  prod-down           stop them; what they have stored stays
  build [TARGET]      build an image: prod (the default), browsers, or dev
  logs [SERVICE...]   follow the logs of what runs
  exec COMMAND...     run a command in the running server's container, or a shell without one
  test [TARGET]       run the tests in a container: test (the default) or verify
  clean               remove containers and images; with --volumes everything that was stored, too
  help                this text

exec, logs and clean are about production when STACK=prod, else about development.
MILLRACE_DOCKER names another program than docker, such as podman.
TEXT
}

fail() {
    echo "docker-scripts.sh: $1" >&2
    exit 1
}

docker=${MILLRACE_DOCKER:-docker}

# environment_files: the files of variables that there are, as options.
environment_files() {
    printf '%s\n' --env-file .env.default
    if [[ -f .env ]]; then
        printf '%s\n' --env-file .env
    fi
}

# compose STACK ARGUMENT...: docker compose, with the files of that stack.
compose() {
    local stack=$1 options
    shift
    mapfile -t options < <(environment_files)
    case $stack in
        dev | prod) options+=(-f docker-compose.yml -f "docker-compose.$stack.yml") ;;
        test) options+=(-f docker-compose.test.yaml) ;;
        *) fail "there is no stack '$stack': STACK is dev or prod" ;;
    esac
    "$docker" compose "${options[@]}" "$@"
}

need_environment() {
    [[ -f .env ]] || fail "there is no .env: copy .env.example to it and set what is empty"
}

command=${1:-help}
[[ $# -eq 0 ]] || shift
stack=${STACK:-dev}

case $command in
    dev-up)
        need_environment
        compose dev up --detach --build
        compose dev logs --follow app
        ;;
    dev-down) compose dev down ;;
    prod-up)
        need_environment
        compose prod up --detach --build --wait
        ;;
    prod-down) compose prod down ;;
    build)
        target=${1:-prod}
        case $target in
            prod) tag=latest ;;
            browsers | dev) tag=$target ;;
            *) fail "there is no target '$target': prod, browsers or dev" ;;
        esac
        "$docker" build --target "$target" --tag "millrace:$tag" .
        ;;
    logs) compose "$stack" logs --follow --tail=200 "$@" ;;
    exec)
        [[ $# -gt 0 ]] || set -- bash
        compose "$stack" exec app "$@"
        ;;
    test)
        target=${1:-test}
        [[ $target == test || $target == verify ]] || fail "there is no target '$target': test or verify"
        TARGET=$target compose test run --rm --build app
        ;;
    clean)
        case ${1:-} in
            '') compose "$stack" down --rmi local --remove-orphans ;;
            --volumes) compose "$stack" down --rmi local --remove-orphans --volumes ;;
            *) fail "clean takes --volumes or nothing" ;;
        esac
        ;;
    help | -h | --help) usage ;;
    *)
        usage >&2
        fail "there is no command '$command'"
        ;;
esac
