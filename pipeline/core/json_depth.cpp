#include "core/json_depth.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace claimpack::core {

bool nests_deeper(std::string_view json, int depth) {
  int open = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++open > depth) return true;
    } else if (c == ']' || c == '}') {
      --open;
    }
  }
  return false;
}

bool numbers_fit(std::string_view json) {
  constexpr std::size_t short_enough = 9;  // as many characters without an exponent always fit
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted && c == '\\') ++i;
    else if (c == '"') quoted = !quoted;
    if (quoted || !((c >= '0' && c <= '9') || c == '-')) continue;
    const std::size_t end = std::min(json.find_first_not_of("0123456789+-.eE", i), json.size());
    const std::string_view number = json.substr(i, end - i);
    if (number.size() > short_enough || number.find_first_of("eE") != std::string_view::npos)
      if (!(std::abs(std::strtod(std::string(number).c_str(), nullptr)) < 2147483648.0)) return false;
    i = end - 1;
  }
  return true;
}

}  // namespace claimpack::core
