// What no single rule shows: rules that can never speak, variants whose dates leave gaps or overlap, overrides and exemptions
// without effect.
#include <algorithm>
#include <map>
#include <set>

#include "check/condition_logic.hpp"
#include "check/engine.hpp"
#include "check/rule_file.hpp"
#include "check/vocabulary.hpp"
#include "core/dates.hpp"

namespace claimpack::check {

namespace {

const std::string first_day = "0001-01-01", last_day = "9999-12-31";

std::string begin_of(const Rule& rule) { return rule.effective_from.empty() ? first_day : rule.effective_from; }
std::string end_of(const Rule& rule) { return rule.effective_to.empty() ? last_day : rule.effective_to; }
bool meet_in_time(const Rule& a, const Rule& b) { return begin_of(a) <= end_of(b) && begin_of(b) <= end_of(a); }
bool covers_in_time(const Rule& wide, const Rule& narrow) {
  return begin_of(wide) <= begin_of(narrow) && end_of(narrow) <= end_of(wide);
}

std::string day_after(const std::string& day) {
  const auto date = core::parse_iso(day);
  return date ? core::format_date(core::add_days(*date, 1)) : day;
}

bool condition_covers(const Rule& wide, const Rule& narrow) {
  return !wide.when || (narrow.when && implies(*narrow.when, *wide.when));
}

std::string place_of(const Rule& rule) { return rule.file + ":" + std::to_string(rule.line); }

bool speaks_at_all(const Rule& rule) { return rule.effect != Rule::Effect::duty && !rule.inherits; }

// ---- overrides and exemptions: of whom, and whether they ever stand in one chain of layers

using Chain = std::vector<const Pack*>;

std::vector<Chain> chains_of(const Rules& rules) {
  std::vector<Chain> chains;
  for (const auto& [id, pack] : rules.packs)
    for (const auto* type : {"inpatient", "special_disease"}) {
      auto chain = layers_for(rules, &pack, type);
      if (std::find(chains.begin(), chains.end(), chain) == chains.end()) chains.push_back(std::move(chain));
    }
  return chains;
}

struct Place {
  const Pack* pack;
  const Rule* rule;
  std::size_t number;  // in its pack
};

class Reach {
 public:
  Reach(const Rules& rules, std::vector<core::Error>& faults) : rules_(rules), faults_(faults), chains_(chains_of(rules)) {
    for (const auto& [id, pack] : rules.packs)
      for (std::size_t i = 0; i < pack.rules.size(); ++i) {
        by_id_.emplace(pack.rules[i].id, all_.size());
        all_.push_back({&pack, &pack.rules[i], i});
      }
  }

  void check() {
    for (const auto& one : all_) {
      for (const auto& target : one.rule->overrides) check_override(one, target);
      for (const auto& target : one.rule->exempts) check_exemption(one, target);
    }
    for (const auto& one : all_)
      if (aims_.count(one.rule) && speaks_at_all(*one.rule)) check_reached(one);
    for (const auto& [id, pack] : rules_.packs) check_repeats(pack), check_asked_before(pack);
  }

 private:
  void fault(const Rule& rule, std::string what, std::string cure) {
    Faults(faults_, rule.file).at_line(rule.line, std::move(what), std::move(cure));
  }

  // By id: an ending * takes all that begin so.
  std::vector<Place> matching(const std::string& target) const {
    std::vector<Place> found;
    const std::string_view stem(target.data(), target.ends_with('*') ? target.size() - 1 : target.size());
    for (auto at = by_id_.lower_bound(stem); at != by_id_.end() && matches_id(target, std::string(at->first)); ++at)
      found.push_back(all_[at->second]);
    return found;
  }

  // "x.filing.covers", "x.filing.*", or one message of a check: "x.filing.covers:none".
  static bool is_check(const std::string& named) {
    const auto target = named.substr(0, named.find(':'));
    const auto& checks = known_checks();
    return std::any_of(checks.begin(), checks.end(), [&](const auto& entry) { return matches_id(target, entry.first); });
  }

  // A whole id that nobody has was named by `verify` already.
  void no_such(const Rule& rule, const std::string& target) {
    if (target.ends_with('*'))
      fault(rule, "rule `" + rule.id + "` names `" + target + "`, and no rule has such an id", "check what stands before the *");
  }

  // Where both stand in one chain: whether `a` comes first there.
  static bool stands_before(const Chain& chain, const Place& a, const Place& b) {
    const auto at = [&](const Pack* pack) { return std::find(chain.begin(), chain.end(), pack) - chain.begin(); };
    const auto end = static_cast<std::ptrdiff_t>(chain.size());
    if (at(a.pack) == end || at(b.pack) == end) return false;
    return at(a.pack) < at(b.pack) || (a.pack == b.pack && a.number < b.number);
  }

  template <class Stand>
  bool in_any_chain(const Place& one, const std::vector<Place>& others, Stand&& stand) const {
    return std::any_of(chains_.begin(), chains_.end(), [&](const Chain& chain) {
      return std::any_of(others.begin(), others.end(), [&](const Place& other) { return stand(chain, one, other); });
    });
  }

  void check_override(const Place& one, const std::string& target) {
    const auto& rule = *one.rule;
    const auto others = matching(target);
    for (const auto& other : others) aims_[other.rule].push_back({&rule, true});
    if (others.empty() && is_check(target))
      return fault(rule, "rule `" + rule.id + "` overrides the cross check `" + target + "`, which nothing overrides",
                   "write exempts: [" + target + "]");
    if (others.empty()) return no_such(rule, target);
    if (!in_any_chain(one, others, stands_before))
      fault(rule, "rule `" + rule.id + "` overrides `" + target + "`, which never stands behind it",
            "a rule overrides rules further down its own file and rules of its parents only");
  }

  void check_exemption(const Place& one, const std::string& target) {
    const auto& rule = *one.rule;
    const auto others = matching(target);
    for (const auto& other : others) aims_[other.rule].push_back({&rule, false});
    if (others.empty() && is_check(target)) return;
    if (others.empty()) return no_such(rule, target);
    if (speaks_at_all(rule) && rule.effect != Rule::Effect::exempt && matches_id(target, rule.id))
      fault(rule, "rule `" + rule.id + "` exempts from itself: it never speaks", "name the other rules one by one");
  }

  // ---- rules that are always overridden or exempted

  using Standing = std::set<const Rule*>;  // the rules of a chain that stand on a day

  const Standing& standing(const Chain& chain, const std::string& day) {
    const auto [found, fresh] = standing_.try_emplace({&chain, day});
    if (fresh)
      for (const auto& [rule, layer] : rules_in_force(chain, day).entries) found->second.insert(rule);
    return found->second;
  }

  // The days on which something changes while the rule is in force.
  std::set<std::string> days_of(const Chain& chain, const Rule& rule) {
    const auto [changes, fresh] = changes_.try_emplace(&chain);
    if (fresh)
      for (const auto* pack : chain)
        for (const auto& other : pack->rules)
          if (!other.overrides.empty() || !other.exempts.empty())
            changes->second.insert({begin_of(other), day_after(end_of(other))});
    std::set<std::string> days(changes->second.lower_bound(begin_of(rule)), changes->second.upper_bound(end_of(rule)));
    days.insert(begin_of(rule));
    return days;
  }

  bool is_exempted(const Rule& rule, const Standing& there) const {
    const auto aims = aims_.find(&rule);
    return aims != aims_.end() && std::any_of(aims->second.begin(), aims->second.end(), [&](const Aim& aim) {
             return !aim.overrides && aim.by != &rule && there.count(aim.by);
           });
  }

  // Who keeps the rule from speaking in this chain on this day; null: nobody.
  const Rule* silenced_by(const Place& one, const Chain& chain, const std::string& day) {
    const auto& there = standing(chain, day);
    const bool stands = there.count(one.rule);
    for (const auto& aim : aims_.at(one.rule)) {
      if (aim.by == one.rule || !there.count(aim.by) || aim.overrides == stands) continue;
      // Who may be silenced itself is no proof.
      if (aim.overrides || (condition_covers(*aim.by, *one.rule) && !is_exempted(*aim.by, there))) return aim.by;
    }
    return nullptr;
  }

  void check_reached(const Place& one) {
    const Rule* by = nullptr;
    for (const auto& chain : chains_) {
      if (std::find(chain.begin(), chain.end(), one.pack) == chain.end()) continue;
      for (const auto& day : days_of(chain, *one.rule)) {
        const auto* silencer = silenced_by(one, chain, day);
        if (!silencer) return;
        by = silencer;
      }
    }
    if (by)
      fault(*one.rule,
            "rule `" + one.rule->id + "` can never speak: `" + by->id + "` (`" + place_of(*by) +
                "`) always overrides or exempts it",
            "take the rule away, or narrow the condition of the other");
  }

  // ---- rules that say again what an earlier one of the same file said

  void check_repeats(const Pack& pack) {
    std::map<std::string, std::vector<const Rule*>> seen;
    for (const auto& rule : pack.rules) {
      if (!rule.when || (rule.effect != Rule::Effect::finding && rule.effect != Rule::Effect::pay)) continue;
      auto& earlier = seen[std::to_string(static_cast<int>(rule.effect)) + normal_form(*rule.when)];
      for (const auto* other : earlier) {
        const bool both_quoted = !rule.conflict.empty() && rule.conflict == other->conflict;
        if (both_quoted || !meet_in_time(*other, rule)) continue;
        fault(
            rule,
            "rule `" + rule.id + "` has the same condition as `" + other->id + "` (`" + place_of(*other) + "`) on the same days",
            "join them, or give both the same conflict: where two sources disagree");
        break;
      }
      earlier.push_back(&rule);
    }
  }

  // A paper is asked for once: a rule whose papers an earlier one always asks for already never says anything.
  void check_asked_before(const Pack& pack) {
    std::map<std::string, std::vector<const Rule*>> asked;  // scene and paper -> rules that ask for it in any case
    for (const auto& rule : pack.rules) {
      if (rule.effect != Rule::Effect::materials || rule.inherits) continue;
      const Rule* by = nullptr;
      const bool all = !rule.needs.empty() && std::all_of(rule.needs.begin(), rule.needs.end(), [&](const Requirement& need) {
        const auto& earlier = asked[rule.scene + "|" + need.name];
        const auto found = std::find_if(earlier.begin(), earlier.end(), [&](const Rule* other) {
          return covers_in_time(*other, rule) && condition_covers(*other, rule);
        });
        if (found != earlier.end()) by = *found;
        return found != earlier.end();
      });
      if (all)
        fault(rule,
              "rule `" + rule.id + "` can never speak: `" + by->id + "` (`" + place_of(*by) +
                  "`) asks for the same papers before it",
              "take the rule away, or let the earlier one name a condition");
      for (const auto& need : rule.needs)
        if (!need.when) asked[rule.scene + "|" + need.name].push_back(&rule);
    }
  }

  const Rules& rules_;
  std::vector<core::Error>& faults_;
  std::vector<Chain> chains_;
  std::vector<Place> all_;
  std::multimap<std::string_view, std::size_t> by_id_;  // places in all_
  struct Aim {
    const Rule* by;
    bool overrides;  // else it exempts
  };
  std::map<const Rule*, std::vector<Aim>> aims_;  // who overrides or exempts a rule, by file and line
  std::map<std::pair<const Chain*, std::string>, Standing> standing_;
  std::map<const Chain*, std::set<std::string>> changes_;  // days on which a rule with aims begins or has ended
};

// ---- variants of one rule in time

// "beijing.filing.submitter.2021" and "….from_2023" are variants of "beijing.filing.submitter": the last word holds a year.
std::string stem_of(const std::string& id) {
  const auto dot = id.rfind('.');
  if (dot == std::string::npos) return id;
  const auto last = id.substr(dot + 1);
  int digits = 0;
  for (const char c : last) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits == 4) return id.substr(0, dot);
  }
  return id;
}

// A rule with what its variants are told by.
struct Variant {
  const Rule* rule;
  std::string key, when;  // stem and scene; the condition's normal form
};

Variant variant_of(const Rule& rule) {
  const bool asked = rule.when && !rule.conflict.empty();  // only rules of one conflict are held against each other by it
  return {&rule, stem_of(rule.id) + "|" + rule.scene, asked ? normal_form(*rule.when) : std::string()};
}

// Variants: a stem with years behind it, or one conflict and one condition (or the same list's scene).
bool are_variants(const Variant& one, const Variant& other) {
  const auto &a = *one.rule, &b = *other.rule;
  if (one.key == other.key) return true;
  if (a.conflict.empty() || a.conflict != b.conflict || a.effect != b.effect || a.scene != b.scene) return false;
  const bool same_when = a.when && b.when ? one.when == other.when : !a.when && !b.when && !a.scene.empty();
  return same_when || a.id.starts_with(b.id + ".") || b.id.starts_with(a.id + ".");
}

void check_group(std::vector<const Rule*> group, std::vector<core::Error>& faults) {
  const bool dated = std::any_of(group.begin(), group.end(),
                                 [](const Rule* rule) { return !rule->effective_from.empty() || !rule->effective_to.empty(); });
  if (group.size() < 2 || !dated) return;  // both stand side by side, as their sources do
  std::stable_sort(group.begin(), group.end(), [](const Rule* a, const Rule* b) { return begin_of(*a) < begin_of(*b); });
  for (std::size_t i = 1; i < group.size(); ++i) {
    const auto &before = *group[i - 1], &after = *group[i];
    const auto fault = [&](const std::string& what, const std::string& cure) {
      Faults(faults, after.file).at_line(after.line, what, cure);
    };
    const auto names = "variants `" + before.id + "` (`" + place_of(before) + "`) and `" + after.id + "`";
    if (begin_of(after) <= end_of(before))
      fault(names + " overlap: both hold from `" + begin_of(after) + "`",
            "end the earlier one with effective_to: the day before the later one begins");
    else if (day_after(end_of(before)) != begin_of(after))
      fault(names + " leave a gap: neither holds from `" + day_after(end_of(before)) + "`",
            "let effective_from follow the day after effective_to, or write a rule for the days between");
  }
}

void check_variants(const Pack& pack, std::vector<core::Error>& faults) {
  std::map<std::string, std::vector<Variant>> candidates;
  for (const auto& rule : pack.rules) {
    auto variant = variant_of(rule);
    if (!rule.conflict.empty()) candidates["conflict " + rule.conflict].push_back(variant);
    candidates["stem " + variant.key].push_back(std::move(variant));
  }
  std::set<std::vector<const Rule*>> told;
  for (const auto& [key, rules] : candidates) {
    if (rules.size() < 2) continue;
    for (const auto& one : rules) {
      std::vector<const Rule*> group;
      for (const auto& other : rules)
        if (other.rule == one.rule || are_variants(one, other)) group.push_back(other.rule);
      if (group.size() > 1 && told.insert(group).second) check_group(std::move(group), faults);
    }
  }
}

// ---- words that name packs

void check_regions_named(const Condition& condition, const Rules& rules, const Rule& rule, std::vector<core::Error>& faults) {
  for (const auto& part : condition.parts) check_regions_named(part, rules, rule, faults);
  const bool equals = condition.compare != Condition::Compare::known && condition.compare != Condition::Compare::contains_any;
  if (condition.join != Condition::Join::compare || condition.fact != "region" || !equals) return;
  for (const auto& operand : condition.operands)
    if (operand.fact.empty() && !rules.packs.count(operand.value))
      Faults(faults, rule.file)
          .at_line(condition.line, "impossible condition: `region` is never `" + operand.value + "`",
                   "name a pack of this folder");
}

void check_names(const Rules& rules, std::vector<core::Error>& faults) {
  std::map<std::string, const Pack*> owners;
  for (const auto& [id, pack] : rules.packs)
    for (const auto& name : pack.names) {
      const auto [entry, fresh] = owners.emplace(name, &pack);
      const auto chain = rules.layers(id);
      const auto other = rules.layers(entry->second->id);
      const auto in = [](const std::vector<const Pack*>& all, const Pack* one) {
        return std::find(all.begin(), all.end(), one) != all.end();
      };
      // A province's pack may carry the names of its cities.
      if (!fresh && !in(chain, entry->second) && !in(other, &pack))
        Faults(faults, pack.file)
            .at_line(1, "the name `" + name + "` is also a name of `" + entry->second->id + "`",
                     "a place name leads to one pack only");
    }
}

}  // namespace

void verify_reach(const Rules& rules, std::vector<core::Error>& faults) {
  Reach(rules, faults).check();
  for (const auto& [id, pack] : rules.packs) {
    check_variants(pack, faults);
    for (const auto& rule : pack.rules)
      if (rule.when) check_regions_named(*rule.when, rules, rule, faults);
  }
  check_names(rules, faults);
}

}  // namespace claimpack::check
