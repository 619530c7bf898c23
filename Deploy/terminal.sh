# How the scripts talk: plain lines, with colour where somebody is looking. Sourced, not run.

if [[ -t 1 && -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' cyan=$'\e[36m' plain=$'\e[0m'
else
  bold='' dim='' red='' green='' cyan='' plain=''
fi

# A heading: what happens next.
step() { printf '\n%s▸ %s%s\n' "$bold" "$*" "$plain"; }

# A line below a heading.
say() { printf '  %s\n' "$*"; }

# A line below a heading that reports something reached.
ok() { printf '  %s✔%s %s\n' "$green" "$plain" "$*"; }

# Why it cannot go on, then the end.
fail() {
  printf '  %s✘ %s%s\n' "$red" "$*" "$plain" >&2
  exit 1
}
