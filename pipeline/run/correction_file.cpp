#include "run/correction_file.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/correction_json.hpp"
#include "run/known_claims.hpp"

namespace claimpack::run {

namespace {

using nlohmann::json;

core::Result<std::vector<core::Correction>> list_of(const json& list, const std::string& place) {
  if (!list.is_array())
    return core::Error{core::ErrorCode::bad_input, "The corrections of a claim must be a list", place,
                       "Write [{\"kind\": …}, …]"};
  std::vector<core::Correction> all;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto read = core::correction_from(list[i]);
    if (!read) {
      core::Error error = read.error();
      error.place = place + " #" + std::to_string(i + 1);
      return error;
    }
    all.push_back(std::move(read).value());
  }
  return all;
}

}  // namespace

core::Result<CorrectionFile> CorrectionFile::load(const std::filesystem::path& file) {
  CorrectionFile corrections;
  if (file.empty()) return corrections;
  const auto said = read_json(file);
  if (!said) return said.error();
  if (!said.value().is_object()) {
    auto list = list_of(said.value(), file.string());
    if (!list) return list.error();
    corrections.for_all_ = std::move(list).value();
    return corrections;
  }
  for (const auto& [claim, made] : said.value().items()) {
    auto list = list_of(made, file.string() + ": " + claim);
    if (!list) return list.error();
    corrections.by_claim_[claim] = std::move(list).value();
  }
  return corrections;
}

std::vector<core::Correction> CorrectionFile::of(const std::string& claim_id) const {
  const auto found = by_claim_.find(claim_id);
  return found == by_claim_.end() ? for_all_ : found->second;
}

}  // namespace claimpack::run
