// classify: which kind each page is, and which pages make one document.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "core/result.hpp"

namespace claimpack::classify {

// What the titles and words of templates/documents say about kinds. Immutable, safe to share between threads.
class Kinds;

core::Result<std::shared_ptr<const Kinds>> load_kinds(const std::filesystem::path& documents);

// The headings of all kinds, folded, without blanks.
std::vector<std::u32string> headings_of(const Kinds& kinds);

struct Classified {
  std::vector<core::Sheet> sheets;  // in the order of their first pages
  std::vector<int> blank_pages;     // indices of pages that show nothing
};
// `pages` in the order of arrival. Every page is in exactly one sheet or blank, or in several sheets with a `part` each.
Classified classify(const std::vector<const core::Reading*>& pages, const Kinds& kinds);

}  // namespace claimpack::classify
