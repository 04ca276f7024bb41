#include "check/answers.hpp"

#include <algorithm>

#include "check/check.hpp"

namespace claimpack::check {

using core::Correction;
using core::CorrectionKind;

Answers::Answers(const Case& the_case) : case_(the_case) {
  for (auto each = the_case.corrections.rbegin(); each != the_case.corrections.rend(); ++each)
    if (!each->undone && (each->kind == CorrectionKind::answer || each->kind == CorrectionKind::dismiss_finding))
      said_.push_back(&*each);
}

std::optional<bool> Answers::to(const std::string& rule, const std::string& requirement) const {
  for (const Correction* each : said_) {
    if (each->kind != CorrectionKind::answer || each->rule != rule) continue;
    if (!each->requirement.empty() && each->requirement != requirement) continue;
    met_.insert(each->id);
    return each->yes;
  }
  return {};
}

bool Answers::means(const Correction& said, const core::Finding& finding, const Checklist& checklist) const {
  if (said.rule != finding.rule) return false;
  // One paper of a list that asks for several.
  if (!said.requirement.empty() && std::none_of(checklist.begin(), checklist.end(), [&](const core::ChecklistItem& item) {
        return item.requirement == said.requirement && finding.message.find(item.title) != std::string::npos;
      }))
    return false;
  if (said.field.empty() && said.document.empty()) return true;
  return std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const core::Evidence& seen) {
    if (!said.field.empty() && seen.field != said.field) return false;
    if (said.document.empty()) return true;
    if (seen.document < 0 || std::size_t(seen.document) >= case_.documents.size()) return false;
    const auto& pages = case_.documents[std::size_t(seen.document)].pages;
    return !pages.empty() && case_.pages[std::size_t(pages.front().page)].origin == said.document.page;
  });
}

const Correction* Answers::settling(const core::Finding& finding, const Checklist& checklist) {
  for (const Correction* each : said_) {
    if (!means(*each, finding, checklist)) continue;
    met_.insert(each->id);
    if (each->kind == CorrectionKind::answer && each->yes) return nullptr;  // it is so: the finding stands
    const bool two = !each->second.empty() && each->second != each->person;
    if (finding.severity == core::Severity::reject && !two) {
      alone_.insert(each->id);
      continue;
    }
    return each;
  }
  return nullptr;
}

void Answers::settle(std::vector<core::Finding>& findings, std::vector<core::ChecklistItem>& checklist) {
  if (said_.empty()) return;
  using Status = core::ChecklistItem::Status;
  for (core::Finding& finding : findings) {
    if (finding.settled || finding.severity < core::Severity::review) continue;
    const Correction* said = settling(finding, checklist);
    if (!said) continue;
    const std::string by = said->person_name.empty() ? said->person : said->person_name;
    finding.settled = {said->id, finding.severity, by, said->reason};
    finding.severity = core::Severity::note;
    finding.cure.clear();
    finding.message += "（经" + (by.empty() ? std::string("人工") : by) + "核实不成立" +
                       (said->reason.empty() ? "" : "：" + said->reason) + "）";
    for (core::ChecklistItem& item : checklist)
      if (item.rule == finding.rule && (item.status == Status::missing || item.status == Status::unclear) &&
          finding.message.find(item.title) != std::string::npos)
        item.status = Status::waived;
  }
}

std::vector<core::UnfitCorrection> Answers::unfit() const {
  std::vector<core::UnfitCorrection> all;
  for (const Correction* each : said_) {
    if (alone_.count(each->id)) all.push_back({each->id, "不予受理的建议须由第二人同意才能撤销"});
    else if (!met_.count(each->id)) all.push_back({each->id, "现在没有这个问题：" + each->rule});
  }
  std::reverse(all.begin(), all.end());
  return all;
}

}  // namespace claimpack::check
