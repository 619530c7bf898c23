# Whether the machine can build iapetus. Sourced, not run; wants terminal.sh.

# Ends the script, with the way out, where there is no Swift 6.2 or newer.
require_swift() {
  local version
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1) || version=''
  if [[ -n $version && $(printf '%s\n' 6.2 "$version" | sort -V | head -n 1) == 6.2 ]]; then return; fi
  printf '%sSwift 6.2 or newer is needed%s; %s.\n' "$bold" "$plain" "$([[ $version ]] && echo "this is $version" || echo 'there is none in PATH')"
  cat <<'END'

Swift's own installer puts it into your home folder:

  curl -O https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz
  tar zxf swiftly-$(uname -m).tar.gz
  ./swiftly init

Other ways: https://www.swift.org/install/linux/debian/12
END
  exit 1
}
