// What a reviewer does to pages: sets kinds, groups, splits, sets aside, takes back.
#pragma once

#include <string>
#include <vector>

#include "classify/classify.hpp"
#include "core/correction.hpp"

namespace claimpack::classify {

struct PageAside {
  int page = 0;
  std::string reason;
};

struct Regrouped {
  Classified classified;
  std::vector<PageAside> aside;
  std::vector<core::UnfitCorrection> unfit;
};

// Applies set_kind, group_pages, set_aside_page and restore_page in their order; other kinds of correction are passed over.
// `pages` as for classify (their origins are looked at, and of a blank page that is restored its lines); a page of `pages` that
// is null was not read: it may be set aside and restored, and belongs to no sheet.
Regrouped regroup(Classified classified, const std::vector<const core::Reading*>& pages,
                  const std::vector<core::Correction>& corrections, const Kinds& kinds);

// The sheet that a name means: the one whose first page it is, the name's `part`-th of those. -1: none.
int sheet_named(const std::vector<core::Sheet>& sheets, const std::vector<const core::Reading*>& pages,
                const core::DocumentName& name);

}  // namespace claimpack::classify
