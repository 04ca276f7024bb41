// classify: which kind each page is, and which pages make one document.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/document.hpp"
#include "core/result.hpp"

namespace claimpack::classify {

// What the titles and words of templates/documents say about kinds. Immutable, safe to share between threads.
class Kinds;

core::Result<std::shared_ptr<const Kinds>> load_kinds(const std::filesystem::path& documents);

// The headings of all kinds, folded, without blanks.
std::vector<std::u32string> headings_of(const Kinds& kinds);

// A page that was scanned again: of the sheet, and no page of its own.
struct Twin {
  int page = 0;
  std::size_t sheet = 0;  // index into Classified::sheets
};

struct Classified {
  std::vector<core::Sheet> sheets;  // in the order of their first pages
  std::vector<int> blank_pages;     // indices of pages that show nothing
  std::vector<Twin> twins;          // in the order of their pages; in none of the sheets' pages
};
// `pages` in the order of arrival. Every page is in exactly one sheet, blank or a twin, or in several sheets with a `part` each.
// `again`: pages that show what an earlier page shows (earlier, later). Of kinds with many pages they are twins: their rows would
// count twice, and page 2 after page 2 would begin another paper. A bill that comes twice stays a paper of its own.
Classified classify(const std::vector<const core::Reading*>& pages, const Kinds& kinds,
                    const std::vector<std::pair<int, int>>& again = {});

}  // namespace claimpack::classify
