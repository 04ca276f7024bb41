// Which pages make one document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "classify/kinds.hpp"

namespace claimpack::classify {

// One paper on one page, with what tells papers apart.
struct PageFacts {
  int page = 0;
  std::optional<core::Box> part;
  PageKind kind;
  int number = 0, count = 0;         // 第 number 页 共 count 页; 0 where not printed
  bool front = false, back = false;  // of a card
  std::u32string name;               // the person's, as after 姓名
  std::u32string key;                // inpatient or outpatient number, bill number: what the pages of one paper share
  double width = 0;                  // of the page, pixels
  bool titled = false;
};

// The papers on a page: one, unless several of a kind lie together.
std::vector<PageFacts> parts_of(const core::Reading& page, int index, const Kinds& kinds);
std::vector<core::Sheet> group(const std::vector<PageFacts>& pages, const Kinds& kinds);

}  // namespace claimpack::classify
