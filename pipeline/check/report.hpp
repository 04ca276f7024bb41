// Report: where cross checks put what they found. Words and weights come from checks.yaml and the region's pack.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "check/rules.hpp"
#include "core/claim.hpp"

namespace claimpack::check {

using Values = std::vector<std::pair<std::string, std::string>>;

// "{name}" in the template becomes the value.
std::string fill(std::string text, const Values& values);
bool matches_id(const std::string& pattern, const std::string& id);  // a trailing * stands for any ending

class Report {
 public:
  Report(const Rules& rules, const std::vector<const Pack*>& layers) : rules_(rules), layers_(layers) {}

  void exempt(const std::vector<std::string>& patterns) { exempt_.insert(exempt_.end(), patterns.begin(), patterns.end()); }
  bool is_exempt(const std::string& id) const;
  // `sure`: every reading that speaks against the claim was read with confidence.
  void add(const std::string& check, const std::string& variant, bool sure, const Values& values,
           std::vector<core::Evidence> evidence);
  // A comparison failed that rests on a doubtful reading: neither a finding nor silence, a person looks at the reading. All of
  // a claim's are one question (`tell_doubts`, x.field.unsure).
  void doubt(const std::string& check, std::vector<core::Evidence> evidence);
  void tell_doubts();
  std::vector<core::Finding> findings;

 private:
  core::Severity weight(const CheckSpec& spec, const std::string& variant, bool sure) const;

  const Rules& rules_;
  const std::vector<const Pack*>& layers_;
  std::vector<std::string> exempt_;
  std::vector<std::string> doubted_;  // checks, in the order in which they spoke
  std::vector<core::Evidence> doubts_;
};

}  // namespace claimpack::check
