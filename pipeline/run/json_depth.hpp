// How deep a JSON text nests. Its library reads any depth, but copies and writes values by calling itself for each level, so
// that a text of a few hundred kilobytes of brackets would run the stack out.
#pragma once

#include <string_view>

namespace claimpack::run {

constexpr int json_depth_max = 64;  // no text of ours has a fifth of that

// Whether some value lies in more than `depth` lists and objects. The text need not be well-formed.
bool nests_deeper(std::string_view json, int depth = json_depth_max);

}  // namespace claimpack::run
