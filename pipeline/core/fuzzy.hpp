// Words found in text that was read, with the mistakes that readers make.
#pragma once

#include <optional>
#include <string_view>

namespace claimpack::core {

struct FuzzyHit {
  std::size_t begin = 0, end = 0;  // in the text, end exclusive
  int distance = 0;                // edits between the pattern and text[begin, end)
};

// The first best place of `pattern` in `text` from `from` on with at most `distance_max` edits (Sellers 1980).
std::optional<FuzzyHit> find_fuzzy(std::u32string_view text, std::u32string_view pattern, int distance_max, std::size_t from = 0);

// How many characters of the one stand in the other in their order (longest common subsequence).
std::size_t common_in_order(std::u32string_view a, std::u32string_view b);

// How many wrong characters a printed word of this length may have and still be believed: 0 below four, 1 below eight, else 2.
int slack_of(std::size_t length);

}  // namespace claimpack::core
