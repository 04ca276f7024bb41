#include "extract/lexicons.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>

#include "core/text.hpp"

namespace claimpack::extract {

namespace fs = std::filesystem;

namespace {

// No list of the world needs more; a file that does is not one of ours.
constexpr std::size_t bytes_max = 64u << 20;

std::vector<std::string> split(const std::string& line, char at) {
  std::vector<std::string> parts(1);
  for (const char c : line)
    if (c == at) parts.emplace_back();
    else parts.back() += c;
  return parts;
}

// One file: its header and its entries, and what is wrong with them.
class TableFile {
 public:
  explicit TableFile(fs::path file) : file_(std::move(file)) { read(); }

  std::vector<core::Error> faults;
  std::map<std::string, std::string> header;
  struct Entry {
    int line;
    std::vector<std::string> columns;
  };
  std::vector<Entry> entries;

  void fail(int line, const std::string& what) {
    faults.push_back({core::ErrorCode::bad_input, what, file_.string() + ":" + std::to_string(line),
                      "Mend the line; templates/lexicons/README.md says what a lexicon looks like"});
  }

 private:
  fs::path file_;

  void read() {
    std::error_code wrong;
    std::ifstream in(file_, std::ios::binary);
    if (!in || fs::file_size(file_, wrong) > bytes_max || wrong) {
      faults.push_back(
          {core::ErrorCode::unreadable, "The lexicon cannot be read", file_.string(), "Look at its rights and size"});
      return;
    }
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) take(line, number);
    for (const char* key : {"source", "licence", "columns", "match"})
      if (!header.count(key)) fail(1, std::string("The header does not say \"") + key + "\"");
  }

  void take(std::string& line, int number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) return;
    if (core::to_u32(line).find(U'\uFFFD') != std::u32string::npos) return fail(number, "The line is no UTF-8");
    if (line[0] != '#') {
      entries.push_back({number, split(line, '\t')});
      return;
    }
    const auto colon = line.find(": ");
    if (colon == std::string::npos || colon < 3) return fail(number, "A line of the header is \"# key: value\"");
    header[line.substr(2, colon - 2)] = line.substr(colon + 2);
  }
};

std::optional<core::Fit> fit_of(const std::string& name) {
  if (name == "whole") return core::Fit::whole;
  if (name == "inside") return core::Fit::inside;
  if (name == "prefix") return core::Fit::prefix;
  return {};
}

std::vector<core::Lexicon::Word> words_of(TableFile& file) {
  std::vector<core::Lexicon::Word> words;
  std::set<std::u32string> seen;
  for (const auto& entry : file.entries) {
    const auto& c = entry.columns;
    if (c.size() > 3) file.fail(entry.line, "More than three columns");
    if (core::lexicon_form(c[0]).empty()) {
      file.fail(entry.line, "The entry has no word");
      continue;
    }
    if (!seen.insert(core::lexicon_form(c[0])).second) file.fail(entry.line, "The word stands here twice: " + c[0]);
    core::Lexicon::Word word{c[0], c.size() > 1 ? c[1] : "", {}};
    if (c.size() > 2)
      for (const auto& alias : split(c[2], '|'))
        if (!core::lexicon_form(alias).empty()) word.aliases.push_back(alias);
    words.push_back(std::move(word));
  }
  return words;
}

void read_alike(TableFile& file, core::Lookalikes& alike) {
  for (const auto& entry : file.entries) {
    double price = 0;
    const std::string& number = entry.columns.size() == 2 ? entry.columns[1] : std::string();
    const auto end = std::from_chars(number.data(), number.data() + number.size(), price);
    const bool whole = end.ec == std::errc() && end.ptr == number.data() + number.size();
    const std::u32string letters = core::to_u32(entry.columns[0]);
    if (!whole || !(price > 0 && price < 1) || letters.empty()) {
      file.fail(entry.line, "Characters and a price between 0 and 1 are expected, parted by a tab");
      continue;
    }
    if (letters.size() == 1) alike.add_thin(letters[0], price);
    for (std::size_t i = 0; i < letters.size(); ++i)
      for (std::size_t j = i + 1; j < letters.size(); ++j)
        if (letters[i] != letters[j]) alike.add(letters[i], letters[j], price);
  }
}

void read_file(const fs::path& path, Lexicons& lexicons, std::vector<core::Error>& faults) {
  TableFile file(path);
  const std::string name = path.stem().string();
  if (name == "confusions") {
    read_alike(file, lexicons.alike);
  } else {
    const auto fit = fit_of(file.header["match"]);
    if (!fit && file.header.count("match") && !file.header["match"].empty())
      file.fail(1, "match is whole, inside or prefix, not \"" + file.header["match"] + "\"");
    lexicons.tables.emplace(name, LexiconTable{name, path.string(), file.header["source"], file.header["licence"],
                                               fit.value_or(core::Fit::whole), core::Lexicon(words_of(file))});
  }
  faults.insert(faults.end(), file.faults.begin(), file.faults.end());
}

std::shared_ptr<const Lexicons> read_folder(const fs::path& folder, std::vector<core::Error>& faults) {
  auto lexicons = std::make_shared<Lexicons>();
  std::vector<fs::path> files;
  std::error_code wrong;
  for (const auto& entry : fs::directory_iterator(folder, wrong))
    if (entry.path().extension() == ".tsv") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  if (files.empty())
    faults.push_back({core::ErrorCode::missing_part, "There are no lexicons", folder.string(),
                      "Name the folder that holds templates/ with --data"});
  for (const auto& file : files) read_file(file, *lexicons, faults);
  return lexicons;
}

}  // namespace

const LexiconTable* Lexicons::find(const std::string& name) const {
  const auto found = tables.find(name);
  return found == tables.end() ? nullptr : &found->second;
}

core::Result<std::shared_ptr<const Lexicons>> load_lexicons(const fs::path& folder) {
  std::vector<core::Error> faults;
  auto lexicons = read_folder(folder, faults);
  if (!faults.empty()) return faults.front();
  return lexicons;
}

std::vector<core::Error> check_lexicon_files(const fs::path& folder) {
  std::vector<core::Error> faults;
  read_folder(folder, faults);
  return faults;
}

}  // namespace claimpack::extract
