// The tables of templates/lexicons: words by list, and characters that look alike. Read once, immutable, shared by all threads.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/lexicon.hpp"
#include "core/result.hpp"

namespace claimpack::extract {

struct LexiconTable {
  std::string name, file, source, licence;
  core::Fit fit = core::Fit::whole;
  core::Lexicon words;
};

class Lexicons {
 public:
  std::map<std::string, LexiconTable> tables;
  core::Lookalikes alike;
  // Null where there is no such table.
  const LexiconTable* find(const std::string& name) const;
};

// Every *.tsv of the folder; confusions.tsv makes `alike`. The first fault is the Error.
core::Result<std::shared_ptr<const Lexicons>> load_lexicons(const std::filesystem::path& folder);
// Every fault of every file, its place "file:line".
std::vector<core::Error> check_lexicon_files(const std::filesystem::path& folder);

}  // namespace claimpack::extract
