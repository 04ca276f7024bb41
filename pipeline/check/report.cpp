#include "check/report.hpp"

#include <algorithm>

namespace claimpack::check {

std::string fill(std::string text, const Values& values) {
  for (const auto& [name, value] : values) {
    const auto key = "{" + name + "}";
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + value.size()))
      text.replace(at, key.size(), value);
  }
  return text;
}

bool matches_id(const std::string& pattern, const std::string& id) {
  if (pattern.empty() || pattern.back() != '*') return pattern == id;
  return id.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
}

bool Report::is_exempt(const std::string& id) const {
  return std::any_of(exempt_.begin(), exempt_.end(), [&](const std::string& pattern) { return matches_id(pattern, id); });
}

core::Severity Report::weight(const CheckSpec& spec, const std::string& variant, bool sure) const {
  auto severity = spec.severity;
  if (const auto own = spec.variants.find(variant); own != spec.variants.end()) severity = own->second;
  for (const auto* layer : layers_)
    if (const auto own = layer->check_severity.find(spec.id); own != layer->check_severity.end()) {
      severity = own->second;
      break;
    }
  return sure ? severity : std::min(severity, spec.doubtful);
}

void Report::add(const std::string& check, const std::string& variant, bool sure, const Values& values,
                 std::vector<core::Evidence> evidence) {
  if (is_exempt(check) || is_exempt(check + ":" + variant)) return;
  const auto& spec = rules_.checks.at(check);
  core::Finding finding;
  finding.rule = check;
  finding.severity = weight(spec, variant, sure);
  finding.message = fill(spec.messages.at(variant), values);
  finding.citation = spec.citation;
  if (finding.severity >= core::Severity::supplement) finding.cure = fill(spec.cure, values);
  finding.evidence = std::move(evidence);
  findings.push_back(std::move(finding));
}

void Report::doubt(const std::string& check, std::vector<core::Evidence> evidence) {
  if (is_exempt(check)) return;
  if (std::find(doubted_.begin(), doubted_.end(), check) == doubted_.end()) doubted_.push_back(check);
  for (auto& place : evidence) {
    const bool known = std::any_of(doubts_.begin(), doubts_.end(), [&](const core::Evidence& other) {
      return other.document == place.document && other.field == place.field && other.page == place.page;
    });
    if (!known) doubts_.push_back(std::move(place));
  }
}

void Report::tell_doubts() {
  if (doubts_.empty()) return;
  std::string titles;
  for (const auto& check : doubted_) titles += (titles.empty() ? "" : "、") + rules_.checks.at(check).title;
  const Values values{{"count", std::to_string(doubts_.size())}, {"what", titles}};
  add("x.field.unsure", "compared", true, values, std::move(doubts_));
}

}  // namespace claimpack::check
