#include "run/knowledge.hpp"

#include <algorithm>
#include <vector>

#include "extract/refine.hpp"
#include "receive/digest.hpp"
#include "run/calibration_file.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;

namespace {

// Each file's digest goes to `kept` as "templates/<file>".
core::Result<std::string> digest_of_folder(const fs::path& folder, std::vector<core::InputFile>& kept) {
  std::vector<fs::path> files;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault))
    if (at->is_regular_file()) files.push_back(at->path());
  std::sort(files.begin(), files.end());
  std::string all;
  for (const auto& file : files) {
    const auto digest = receive::sha256_file(file);
    if (!digest) return digest.error();
    const std::string name = file.lexically_relative(folder).generic_string();
    all += digest.value() + " " + name + "\n";
    kept.push_back({"templates/" + name, digest.value()});
  }
  return receive::sha256_hex(std::string_view(all));
}

}  // namespace

core::Result<Knowledge> load_knowledge(const Places& places) {
  Knowledge knowledge;
  auto kinds = classify::load_kinds(places.documents);
  if (!kinds) return kinds.error();
  knowledge.kinds = std::move(kinds).value();
  auto templates = extract::load_templates(places.documents, places.lexicons);
  if (!templates) return templates.error();
  knowledge.templates = std::move(templates).value();
  auto rules = check::load_rules(places.regions);
  if (!rules) return rules.error();
  knowledge.rules = std::move(rules).value();
  auto calibration = load_calibration(places.models / "calibration.json");
  if (!calibration) return calibration.error();
  knowledge.calibration = std::move(calibration).value();
  auto notices = pack::load_notice_data(places.notices);
  if (!notices) return notices.error();
  knowledge.notices = std::move(notices).value();
  auto digest = digest_of_folder(places.templates, knowledge.files);
  if (!digest) return digest.error();
  knowledge.digest = "sha256:" + digest.value();
  if (const auto counted = receive::sha256_file(places.models / "calibration.json"))
    knowledge.files.push_back({"models/calibration.json", counted.value()});
  return knowledge;
}

core::Result<core::Done> add_office(const fs::path& folder, Knowledge& knowledge) {
  std::error_code ignored;
  if (folder.empty() || !fs::is_directory(folder, ignored)) return core::Done{};
  auto templates = extract::refined_by_folder(knowledge.templates, folder);
  if (!templates) return templates.error();
  if (templates.value() == knowledge.templates) return core::Done{};
  knowledge.templates = std::move(templates).value();
  std::vector<core::InputFile> files;
  const auto digest = digest_of_folder(folder, files);
  if (!digest) return digest.error();
  for (auto& file : files) file.file = "office/" + file.file, knowledge.files.push_back(file);
  knowledge.digest = "sha256:" + receive::sha256_hex(std::string_view(knowledge.digest + " " + digest.value()));
  return core::Done{};
}

std::vector<std::u32string> printed_words(const Knowledge& knowledge) {
  std::vector<std::u32string> words = extract::printed_words(*knowledge.templates);
  const std::vector<std::u32string> headings = classify::headings_of(*knowledge.kinds);
  words.insert(words.end(), headings.begin(), headings.end());
  return words;
}

core::Result<core::Done> check_region(const std::string& region, const check::Rules& rules) {
  if (region.empty()) return core::Done{};
  std::string known;
  for (const auto& each : check::regions_of(rules)) {
    if (each.id == region) return core::Done{};
    known += (known.empty() ? "" : ", ") + each.id + (each.title.empty() ? "" : " " + each.title);
  }
  return core::Error{core::ErrorCode::bad_input, "Nobody knows the region " + region, "region", "Known are: " + known};
}

}  // namespace claimpack::run
