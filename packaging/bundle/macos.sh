# shellcheck shell=bash
package_macos() { :; }
