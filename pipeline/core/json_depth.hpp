// What is looked at in a JSON text before it is parsed. Its library reads any depth, but copies and writes values by calling
// itself for each level, so that a text of a few hundred kilobytes of brackets would run the stack out; and it turns 1e308 into
// an int without a word, which C++ leaves undefined.
#pragma once

#include <string_view>

namespace claimpack::core {

constexpr int json_depth_max = 64;  // no text of ours has a fifth of that

// Whether some value lies in more than `depth` lists and objects. The text need not be well-formed.
bool nests_deeper(std::string_view json, int depth = json_depth_max);
// Whether every number outside of strings is below 2^31 in size.
bool numbers_fit(std::string_view json);

}  // namespace claimpack::core
