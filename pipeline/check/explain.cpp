#include "check/explain.hpp"

#include <algorithm>
#include <set>

#include "check/condition_words.hpp"
#include "check/fact_words.hpp"
#include "check/trace.hpp"

namespace claimpack::check {

namespace {

using State = RuleTrace::State;

bool is_named(const std::vector<std::string>& patterns, const std::string& id) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches_id(pattern, id); });
}

bool in_force(const Rule& rule, const std::string& day) {
  return day.empty() ||
         ((rule.effective_from.empty() || rule.effective_from <= day) && (rule.effective_to.empty() || day <= rule.effective_to));
}

// A check may be exempted as a whole or by one of its messages ("x.filing.covers:none").
const Rule* exempted_by(const Trace& trace, const std::string& id) {
  for (const auto* rule : trace.exempting)
    if (rule->id != id &&
        (is_named(rule->exempts, id) ||
         std::any_of(rule->exempts.begin(), rule->exempts.end(), [&](const auto& one) { return one.starts_with(id + ":"); })))
      return rule;
  return nullptr;
}

const Rule* overridden_by(const Trace& trace, const std::string& id) {
  for (const auto& [rule, layer] : trace.book.entries)
    if (is_named(rule->overrides, id)) return rule;
  return nullptr;
}

class Tracer {
 public:
  Tracer(const Trace& trace, const core::Claim& claim, Tongue tongue) : trace_(trace), claim_(claim), tongue_(tongue) {}

  RuleTrace operator()(const Rule& rule, const Pack& pack) const {
    RuleTrace told;
    told.id = rule.id, told.pack = pack.id, told.pack_title = pack.title;
    told.effect = effect_of(rule), told.message = rule.message, told.citation = rule.citation;
    told.from = rule.effective_from, told.to = rule.effective_to;
    if (rule.when) {
      told.when = lines_of(*rule.when, &trace_.facts, tongue_);
      facts_of(*rule.when, told.facts);
      std::sort(told.facts.begin(), told.facts.end());
      told.facts.erase(std::unique(told.facts.begin(), told.facts.end()), told.facts.end());
    }
    decide(rule, told);
    return told;
  }

  RuleTrace of_check(const CheckSpec& spec) const {
    RuleTrace told;
    told.id = spec.id, told.effect = core::name_of(spec.severity), told.message = spec.title, told.citation = spec.citation;
    const auto found = std::find_if(claim_.findings.begin(), claim_.findings.end(),
                                    [&](const core::Finding& finding) { return finding.rule == spec.id; });
    told.state = found == claim_.findings.end() ? State::quiet : State::fired;
    if (told.state == State::fired) told.message = found->message, told.effect = core::name_of(found->severity);
    if (const auto* by = exempted_by(trace_, spec.id); by && told.state == State::quiet)
      told.state = State::exempted, told.by = by->id;
    return told;
  }

 private:
  void decide(const Rule& rule, RuleTrace& told) const {
    const auto& book = trace_.book.entries;
    if (!in_force(rule, trace_.day)) return void(told.state = State::not_in_force);
    if (std::none_of(book.begin(), book.end(), [&](const auto& entry) { return entry.rule == &rule; })) {
      const auto* by = overridden_by(trace_, rule.id);
      told.state = State::overridden, told.by = by ? by->id : "";
      return;
    }
    const Truth truth = rule.when ? holds(*rule.when, trace_.facts) : Truth::yes;
    const auto* by = exempted_by(trace_, rule.id);
    if (by && truth != Truth::no) told.state = State::exempted, told.by = by->id;
    else if (truth == Truth::no) told.state = State::not_met;
    else if (truth == Truth::unknown) told.state = rule.question.empty() ? State::open : State::asked;
    else if (rule.effect == Rule::Effect::materials && !rule.inherits) papers(rule, told);
    else told.state = State::fired;
    if (told.state == State::asked) told.message = rule.question;
    if (told.state == State::fired) told.message = said(rule);
  }

  // The sentence as the claim has it, its facts filled in.
  std::string said(const Rule& rule) const {
    std::string text;
    for (const auto& finding : claim_.findings)
      if (finding.rule == rule.id) text += (text.empty() ? "" : " ") + finding.message;
    for (const auto& note : claim_.pay)
      if (note.rule == rule.id) text += note.message;
    return text.empty() ? rule.message : text;
  }

  void papers(const Rule& rule, RuleTrace& told) const {
    bool own = false, missing = false;
    for (const auto& item : claim_.checklist) {
      if (item.rule != rule.id) continue;
      own = true;
      missing =
          missing || item.status == core::ChecklistItem::Status::missing || item.status == core::ChecklistItem::Status::unclear;
    }
    told.state = !own ? State::other_list : missing ? State::fired : State::met;
    if (own) return;
    for (const auto& item : claim_.checklist)
      for (const auto& need : rule.needs)
        if (item.requirement == need.name) told.by = item.rule;
  }

  const Trace& trace_;
  const core::Claim& claim_;
  Tongue tongue_;
};

std::vector<FactRead> facts_read(const Trace& trace, const std::vector<RuleTrace>& rules, Tongue tongue) {
  std::set<std::string> names;
  for (const auto& rule : rules) names.insert(rule.facts.begin(), rule.facts.end());
  std::vector<FactRead> facts;
  for (const auto& name : names) {
    FactRead read;
    read.name = name, read.title = title_of_fact(name, tongue == Tongue::en);
    if (const auto found = trace.facts.find(name); found != trace.facts.end()) {
      read.known = true, read.value = found->second;
      read.value_title = title_of_value(name, found->second, tongue == Tongue::en);
      if (const auto sources = trace.sources.find(name); sources != trace.sources.end()) read.sources = sources->second;
    }
    facts.push_back(std::move(read));
  }
  return facts;
}

}  // namespace

core::Result<Explanation> explain(Case the_case, const Rules& rules, Tongue tongue) {
  Trace trace;
  auto decided = decide_claim(std::move(the_case), rules, &trace);
  if (!decided) return decided.error();
  Explanation told;
  told.claim = std::move(decided).value();
  told.day = trace.day;
  const Tracer tracer(trace, told.claim, tongue);
  for (const auto* layer : trace.layers) {
    told.layers.push_back({layer->id, layer->title});
    for (const auto& rule : layer->rules) told.rules.push_back(tracer(rule, *layer));
  }
  for (const auto& [id, spec] : rules.checks) told.rules.push_back(tracer.of_check(spec));
  told.facts = facts_read(trace, told.rules, tongue);
  return told;
}

const char* name_of(RuleTrace::State state) {
  switch (state) {
    case State::fired: return "fired";
    case State::met: return "met";
    case State::asked: return "asked";
    case State::open: return "open";
    case State::not_met: return "not_met";
    case State::exempted: return "exempted";
    case State::overridden: return "overridden";
    case State::not_in_force: return "not_in_force";
    case State::other_list: return "other_list";
    case State::quiet: return "quiet";
  }
  return "";
}

namespace {

// What a claim says, a line each, so that two claims can be held against one another.
using Said = std::vector<std::pair<std::string, std::string>>;  // rule (or requirement), words

Said findings_of(const core::Claim& claim) {
  Said said;
  for (const auto& finding : claim.findings)
    said.emplace_back(finding.rule, std::string(core::name_of(finding.severity)) + " " + finding.message);
  return said;
}

Said checklist_of(const core::Claim& claim) {
  Said said;
  for (const auto& item : claim.checklist)
    said.emplace_back(item.requirement,
                      std::string(core::name_of(item.status)) + " " + item.title + (item.copy.empty() ? "" : " " + item.copy));
  return said;
}

Said pay_of(const core::Claim& claim) {
  Said said;
  for (const auto& note : claim.pay) said.emplace_back(note.rule, note.message);
  return said;
}

void compare(Said before, Said after, Change::Of of, std::vector<Change>& all) {
  for (auto one = before.begin(); one != before.end();) {
    const auto same = std::find(after.begin(), after.end(), *one);
    if (same == after.end()) {
      ++one;
      continue;
    }
    after.erase(same);
    one = before.erase(one);
  }
  for (const auto& [rule, words] : before) {
    const auto now =
        std::find_if(after.begin(), after.end(), [&, name = rule](const auto& other) { return other.first == name; });
    all.push_back({of, rule, words, now == after.end() ? std::string() : now->second});
    if (now != after.end()) after.erase(now);
  }
  for (const auto& [rule, words] : after) all.push_back({of, rule, "", words});
}

}  // namespace

std::vector<Change> changes(const core::Claim& before, const core::Claim& after) {
  std::vector<Change> all;
  if (before.outcome != after.outcome)
    all.push_back({Change::Of::outcome, "", core::name_of(before.outcome), core::name_of(after.outcome)});
  compare(findings_of(before), findings_of(after), Change::Of::finding, all);
  compare(checklist_of(before), checklist_of(after), Change::Of::checklist, all);
  compare(pay_of(before), pay_of(after), Change::Of::pay, all);
  return all;
}

}  // namespace claimpack::check
