// Which papers a claim must bring, and which of them are there.
#include <algorithm>
#include <set>

#include "check/engine.hpp"
#include "check/names.hpp"

namespace claimpack::check {

namespace {

using Status = core::ChecklistItem::Status;
using Lists = std::vector<const Rule*>;

// The lists of one scene in the narrowest layer that has any.
Lists lists_of(const RuleBook& book, const std::string& scene, const Facts& facts, bool national) {
  Lists lists;
  const Pack* layer = nullptr;
  for (const auto& [rule, where] : book.entries) {
    if (rule->effect != Rule::Effect::materials || rule->inherits || rule->scene != scene) continue;
    if ((where->id == "national") != national || (layer && where != layer)) continue;
    if (rule->when && holds(*rule->when, facts) == Truth::no) continue;
    layer = where;
    lists.push_back(rule);
  }
  return lists;
}

// A region's list goes before the national one, and the list of the scene before a list for every claim.
Lists lists_for(const RuleBook& book, const std::string& stay_kind, const std::string& scene, const Facts& facts) {
  for (auto sought = scene; !sought.empty();) {
    for (const auto& [name, national] :
         {std::pair{sought, false}, std::pair{std::string("manual"), false}, std::pair{sought, true}})
      if (auto lists = lists_of(book, name, facts, national); !lists.empty()) return lists;
    sought = sought == "special_disease" && sought != stay_kind ? stay_kind : std::string();
  }
  // An observation is a list of its own nowhere: a region's emergency list serves; else no list applies, and the four groups
  // of article 20 are what may be asked (E19). Before they were in force, what an emergency brings.
  if (scene == "emergency_observation")
    if (auto lists = lists_of(book, "emergency", facts, false); !lists.empty()) return lists;
  if (auto lists = lists_of(book, "manual", facts, true); !lists.empty()) return lists;
  return scene == "emergency_observation" ? lists_of(book, "emergency", facts, true) : Lists();
}

void expand(const RuleBook& book, const std::string& stay_kind, const Facts& facts, const std::string& scene, int depth,
            Lists& all) {
  for (const auto* rule : lists_for(book, stay_kind, scene, facts)) {
    if (!rule->extends.empty() && depth < 4)
      expand(book, stay_kind, facts, rule->extends == "base" ? stay_kind : rule->extends, depth + 1, all);
    if (std::find(all.begin(), all.end(), rule) == all.end()) all.push_back(rule);
  }
}

// Papers of a filing that the agency already holds: listed as waived, so that the clerk sees that nothing was forgotten.
bool waived_by_filing(const Condition& when, const Facts& facts) {
  const auto due = facts.find("filing.papers_due");
  if (due == facts.end() || due->second != "false") return false;
  std::vector<std::string> names;
  facts_of(when, names);
  if (std::find(names.begin(), names.end(), "filing.papers_due") == names.end()) return false;
  auto if_due = facts;
  if_due["filing.papers_due"] = "true";
  return holds(when, if_due) == Truth::yes;
}

struct Met {
  Status status = Status::missing;
  std::vector<int> documents;
};

Met evaluate(const Requirement& need, const Dossier& dossier, const Facts& facts) {
  Met met;
  met.documents = dossier.of(need.kinds);
  std::erase_if(met.documents, [&](int paper) {
    const bool others = dossier.owners[static_cast<std::size_t>(paper)] == Owner::allowed;
    return need.of_agent ? !others : others && need.name == "identity";
  });
  const auto credential = facts.find("flags.credential_shown");
  const bool shown =
      need.credential && ((credential != facts.end() && credential->second == "true") || dossier.has("e_credential"));
  if (shown || static_cast<int>(met.documents.size()) >= need.at_least) met.status = Status::present;
  // A paper of no kind of its own, whose words do not name it, may be it or not.
  const auto bears_words = [&](int paper) {
    return dossier.at(paper).kind != "other" || contains_any(plain(dossier.at(paper).all_text), need.printed);
  };
  if (met.status == Status::present && !need.printed.empty() &&
      std::none_of(met.documents.begin(), met.documents.end(), bears_words))
    met.status = Status::unclear;
  if (met.status != Status::present || need.mark.empty()) return met;
  auto bearers = met.documents;
  const auto vouching = dossier.of(need.vouched);
  bearers.insert(bearers.end(), vouching.begin(), vouching.end());
  const bool marked =
      std::any_of(bearers.begin(), bearers.end(), [&](int paper) { return dossier.mark(paper, need.mark) == Truth::yes; });
  // 抢救 must be shown by some paper; the other marks may merely not have been read.
  if (!marked) met.status = need.mark == "rescue" ? Status::missing : Status::unclear;
  return met;
}

Values words_for(const Requirement& need) {
  return {{"title", need.title}, {"copy", need.copy.empty() ? need.title : need.title + need.copy}};
}

void report_missing(const Rule& rule, const Requirement& need, const Met& met, Outcomes& outcomes) {
  if (met.status == Status::present || met.status == Status::waived) return;
  if (met.status == Status::unclear && need.mark == "emergency") return;  // x.emergency.mark speaks of it
  core::Finding finding;
  finding.rule = rule.id;
  finding.severity = met.status == Status::unclear ? std::min(rule.severity, core::Severity::review) : rule.severity;
  finding.message =
      met.status == Status::unclear ? need.title + "上未见应有的标识，请对照原件确认。" : fill(rule.message, words_for(need));
  finding.citation = rule.citation;
  if (finding.severity >= core::Severity::supplement)
    finding.cure = fill(rule.cure.empty() ? "请补交{copy}。" : rule.cure, words_for(need));
  for (const int paper : met.documents) finding.evidence.push_back({paper, "", -1});
  outcomes.findings.push_back(std::move(finding));
}

class ChecklistMaker {
 public:
  ChecklistMaker(const RuleBook& book, const Dossier& dossier, const Facts& facts, const Report& report, Outcomes& outcomes)
      : book_(book), dossier_(dossier), facts_(facts), report_(report), outcomes_(outcomes) {}

  void add(const Rule& rule) {
    const Truth truth = truth_of(book_, rule, facts_);
    if (truth == Truth::unknown && !rule.question.empty()) ask(rule);
    const bool waived = (truth == Truth::no && rule.when && waived_by_filing(*rule.when, facts_)) ||
                        (truth == Truth::yes && report_.is_exempt(rule.id));
    if (waived) waived_.push_back(&rule);
    else if (truth == Truth::yes) add_needs(rule, false);
  }
  // After all that is asked for, so that a waived paper never hides one that another rule wants.
  void finish() {
    for (const auto* rule : waived_) add_needs(*rule, true);
  }

 private:
  void ask(const Rule& rule) {
    outcomes_.findings.push_back({rule.id, core::Severity::review, rule.question, rule.citation, "", {}});
  }

  void add_needs(const Rule& rule, bool waived) {
    for (const auto& need : rule.needs)
      if (!need.when || holds(*need.when, facts_) == Truth::yes) add(rule, need, waived);
  }

  // Of two rules that ask for the same paper the narrower one, which comes first, speaks.
  void add(const Rule& rule, const Requirement& need, bool waived) {
    if (!listed_.insert(need.name).second) return;
    auto met = evaluate(need, dossier_, facts_);
    if (met.status == Status::unclear && book_.answers)
      if (const auto answer = book_.answers->to(rule.id, need.name)) met.status = *answer ? Status::present : Status::missing;
    if (waived && met.status != Status::present) met.status = Status::waived;
    if (met.status == Status::missing && rule.severity < core::Severity::supplement) {
      report_missing(rule, need, met, outcomes_);
      met.status = Status::unclear;
    } else {
      report_missing(rule, need, met, outcomes_);
    }
    core::ChecklistItem item;
    item.requirement = need.name;
    item.title = need.title;
    item.status = met.status;
    item.documents = met.documents;
    // Where papers are there and only the mark is missing, the first kind is what would cure it.
    item.kinds = met.status == Status::missing && !met.documents.empty() && !need.mark.empty()
                     ? std::vector<std::string>{need.kinds[0]}
                     : need.kinds;
    item.rule = rule.id;
    item.copy = need.copy;
    outcomes_.checklist.push_back(std::move(item));
  }

  const RuleBook& book_;
  const Dossier& dossier_;
  const Facts& facts_;
  const Report& report_;
  Outcomes& outcomes_;
  std::set<std::string> listed_;
  Lists waived_;
};

}  // namespace

std::vector<const Rule*> lists_in_order(const RuleBook& book, const std::string& scene, const std::string& stay_kind,
                                        const Facts& facts) {
  Lists lists;
  expand(book, stay_kind, facts, scene, 0, lists);
  for (const auto& [rule, layer] : book.entries)
    if (rule->effect == Rule::Effect::materials && rule->scene.empty() && !rule->inherits) lists.push_back(rule);
  return lists;
}

void check_materials(const RuleBook& book, const Dossier& dossier, const Facts& facts, const Report& report, Outcomes& outcomes) {
  ChecklistMaker maker(book, dossier, facts, report, outcomes);
  for (const auto* rule : lists_in_order(book, dossier.claim_type, dossier.stay_kind, facts)) maker.add(*rule);
  maker.finish();
}

}  // namespace claimpack::check
