#include "check/rule_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "check/fact_words.hpp"
#include "check/vocabulary.hpp"

namespace claimpack::check {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

void Faults::at_line(int line, std::string what, std::string cure) {
  all_.push_back({ErrorCode::bad_input, std::move(what), file_ + ":" + std::to_string(line), std::move(cure)});
}

void Faults::at(const YAML::Node& node, std::string what, std::string cure) {
  at_line(node.Mark().line < 0 ? 1 : node.Mark().line + 1, std::move(what), std::move(cure));
}

bool keys_known(const YAML::Node& node, const std::vector<std::string_view>& known, const char* of, Faults& faults) {
  if (!node.IsMap()) {
    faults.at(node, std::string(of) + " is not a mapping", "write it as `key: value` lines");
    return false;
  }
  std::vector<std::string_view> seen;  // the tree keeps the words
  for (const auto& entry : node) {
    const auto& key = entry.first.Scalar();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      std::string list;
      for (const auto& word : known) (list += list.empty() ? "" : ", ") += word;
      const auto near = nearest_word(key, {known.begin(), known.end()});
      faults.at(entry.first, "unknown key `" + key + "` of " + of,
                near.empty() ? "known keys: " + list : "did you mean `" + near + "`?");
    }
    if (std::find(seen.begin(), seen.end(), key) != seen.end())
      faults.at(entry.first, "key `" + key + "` stands twice in " + of, "keep one of them");
    seen.push_back(key);
  }
  return true;
}

std::string text_of(const YAML::Node& node, const char* key, Faults& faults) {
  const auto value = node[key];
  if (!value) return {};
  if (!value.IsScalar()) {
    faults.at(value, std::string("`") + key + "` is not a text", "write one value behind the colon");
    return {};
  }
  return value.Scalar();
}

std::vector<std::string> words_of(const YAML::Node& node, const char* key, Faults& faults) {
  std::vector<std::string> words;
  const auto value = node[key];
  if (!value) return words;
  if (!value.IsSequence()) {
    faults.at(value, std::string("`") + key + "` is not a list", "write it as [a, b]");
    return words;
  }
  for (const auto& entry : value) {
    if (entry.IsScalar()) words.push_back(entry.Scalar());
    else faults.at(entry, std::string("`") + key + "` holds something that is not a word", "write it as [a, b]");
  }
  return words;
}

bool severity_of(const YAML::Node& node, core::Severity& severity, Faults& faults) {
  using core::Severity;
  for (const auto known : {Severity::note, Severity::review, Severity::supplement, Severity::reject})
    if (node.IsScalar() && node.Scalar() == core::name_of(known)) {
      severity = known;
      return true;
    }
  faults.at(node, "unknown severity `" + (node.IsScalar() ? node.Scalar() : std::string("?")) + "`",
            "use note, review, supplement or reject");
  return false;
}

namespace {

// Nothing, and a fault, where the text is no YAML.
bool parse(const fs::path& path, YAML::Node& root, Faults& faults) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  if (!in) {
    faults.at_line(1, "the file cannot be read", "check its rights");
    return false;
  }
  try {
    root = YAML::Load(bytes.str());
  } catch (const YAML::ParserException& fault) {
    faults.at_line(fault.mark.line + 1, "not YAML: " + fault.msg, "check indentation, quotes and brackets of this line");
    return false;
  }
  if (root.IsMap()) return true;
  faults.at_line(1, "the file holds no mapping", "begin with `region:`, `title:` and `rules:`");
  return false;
}

// ("xiamen.yaml", 12), so that faults come in the order of the files and lines.
std::pair<std::string, int> place_of(const Error& fault) {
  const auto colon = fault.place.rfind(':');
  if (colon == std::string::npos) return {fault.place, 0};
  return {fault.place.substr(0, colon), std::atoi(fault.place.c_str() + colon + 1)};
}

void read_one(const fs::path& path, RuleFolder& folder) {
  Faults faults(folder.faults, path.filename().string());
  YAML::Node root;
  try {
    if (!parse(path, root, faults)) return;
    if (path.filename() == "checks.yaml") return read_checks(root, folder.rules, faults);
    auto pack = read_pack(root, faults);
    if (pack.id.empty()) return;
    if (folder.rules.packs.count(pack.id)) return faults.at_line(1, "region `" + pack.id + "` has two files", "keep one of them");
    folder.rules.packs.emplace(pack.id, std::move(pack));
  } catch (const YAML::Exception& fault) {  // a node asked in a way its kind does not allow
    faults.at_line(std::max(0, fault.mark.line) + 1, "not as expected: " + fault.msg, "compare with another rule file");
  }
}

}  // namespace

RuleFolder read_rule_folder(const fs::path& path) {
  RuleFolder folder;
  std::error_code failed;
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(path, failed), end; !failed && entry != end; entry.increment(failed))
    if (entry->path().extension() == ".yaml") files.push_back(entry->path());
  std::sort(files.begin(), files.end());
  if (failed || files.empty()) {
    folder.faults.push_back({ErrorCode::missing_part, "no rule packs", path.string(), "Point the settings to templates/regions"});
    return folder;
  }
  for (const auto& file : files) read_one(file, folder);
  if (!folder.rules.packs.count("national"))
    folder.faults.push_back({ErrorCode::missing_part, "the national base is missing", (path / "national.yaml").string(),
                             "Restore templates/regions/national.yaml"});
  if (!std::count_if(files.begin(), files.end(), [](const fs::path& file) { return file.filename() == "checks.yaml"; }))
    folder.faults.push_back({ErrorCode::missing_part, "the words of the cross checks are missing",
                             (path / "checks.yaml").string(), "Restore templates/regions/checks.yaml"});
  verify(folder.rules, folder.faults);
  verify_reach(folder.rules, folder.faults);
  std::stable_sort(folder.faults.begin(), folder.faults.end(),
                   [](const Error& a, const Error& b) { return place_of(a) < place_of(b); });
  return folder;
}

}  // namespace claimpack::check
