// `claimpack rules explain`: why each rule spoke on a claim or did not, and what other rules would change.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "check/explain.hpp"
#include "pack/pack.hpp"
#include "pack/words.hpp"
#include "run/batch.hpp"
#include "run/equipment.hpp"
#include "run/kept_case.hpp"
#include "run/rules_command.hpp"
#include "run/steps.hpp"
#include "run/summary.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;
using check::RuleTrace;

namespace {

// The claim.json that processing the scans would write, without writing it.
class AsJson : public Sink {
 public:
  explicit AsJson(fs::path readings) : readings_(std::move(readings)) {}
  std::string text;
  core::Result<core::Done> begin(OpenClaim& open, ClaimReport&) override {
    open.kept = kept_steps(readings_, open.claim_id);
    return core::Done{};
  }
  core::Result<core::Done> finish(OpenClaim& open, const core::Claim& claim, ClaimReport&) override {
    text = pack::claim_json(claim, readings_of(open));
    return core::Done{};
  }

 private:
  fs::path readings_;
};

core::Result<std::string> processed(const ExplainRulesOptions& options, const Common& common) {
  const auto equipment = load_equipment(common);
  if (!equipment) return equipment.error();
  const auto candidates = find_candidates({options.claim});
  if (candidates.size() != 1)
    return core::Error{core::ErrorCode::bad_input, "This is not one claim", options.claim.string(),
                       "Name a folder that claimpack process wrote, or the folder of one claim's scans"};
  if (candidates.front().error) return *candidates.front().error;
  AsJson sink(options.readings);
  Progress progress(common.err, common.err_is_terminal, common.language, 1);
  const auto batch =
      run_batch(candidates, common.region, jobs_of(common.jobs, equipment.value()->settings), equipment.value(), sink, progress);
  if (!batch.claims.empty() && batch.claims.front().error) return *batch.claims.front().error;
  return std::move(sink.text);
}

core::Result<KeptCase> case_of(const ExplainRulesOptions& options, const Common& common) {
  std::error_code ignored;
  const auto file = fs::is_directory(options.claim, ignored) ? options.claim / "claim.json" : options.claim;
  if (file.filename().extension() != ".json" || !fs::exists(file, ignored)) {
    auto text = processed(options, common);
    if (!text) return text.error();
    return read_kept_case(text.value(), options.claim.string());
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return core::Error{core::ErrorCode::unreadable, "The file cannot be read", file.string(), "Name another"};
  return read_kept_case({std::istreambuf_iterator<char>(in), {}}, file.string());
}

bool is_asked_for(const std::string& pattern, const std::string& id) {
  if (pattern.empty() || pattern.back() != '*') return pattern == id;
  return id.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
}

class Teller {
 public:
  Teller(const check::Explanation& told, bool english) : told_(told), english_(english) {}

  std::string head() const {
    std::string layers;
    for (const auto& layer : told_.layers) layers += (layers.empty() ? "" : " → ") + layer.title;
    return say("案卷 ", "claim ") + told_.claim.claim_id + "  " + layers + say("  按 ", "  by the rules of ") +
           (told_.day.empty() ? say("现行", "today") : told_.day) + say(" 的规则\n结论：", "\noutcome: ") +
           pack::outcome_title(told_.claim.outcome, english_) + "\n";
  }

  std::string facts(const std::vector<std::string>* only = nullptr) const {
    using Row = std::vector<std::string>;
    std::vector<Row> rows{english_ ? Row{"fact", "value", "from"} : Row{"事实", "值", "来自"}};
    for (const auto& fact : told_.facts) {
      if (only && std::find(only->begin(), only->end(), fact.name) == only->end()) continue;
      rows.push_back({fact.title == fact.name ? fact.name : fact.title + " " + fact.name,
                      fact.known ? fact.value_title : say("不明", "unknown"), source_of(fact)});
    }
    return table(rows);
  }

  std::string rules() const {
    std::string text;
    for (const auto state : {RuleTrace::State::fired, RuleTrace::State::asked, RuleTrace::State::met, RuleTrace::State::open,
                             RuleTrace::State::not_met, RuleTrace::State::exempted, RuleTrace::State::overridden,
                             RuleTrace::State::other_list, RuleTrace::State::not_in_force}) {
      std::string group;
      for (const auto& rule : told_.rules)
        if (rule.state == state) group += line_of(rule);
      if (!group.empty()) text += "\n" + title_of(state) + "\n" + group;
    }
    return text;
  }

  // One rule with every comparison and where its facts come from.
  std::string whole(const RuleTrace& rule) const {
    std::string text = "\n" + rule.id + "  " + rule.effect + (rule.pack_title.empty() ? "" : "  " + rule.pack_title) + "\n  " +
                       title_of(rule.state) + (rule.by.empty() ? "" : say("：", ": ") + rule.by) + "\n  " + rule.message +
                       "\n  " + say("依据：", "citation: ") + rule.citation + "\n";
    if (!rule.from.empty() || !rule.to.empty()) text += "  " + say("有效期：", "in force: ") + rule.from + " – " + rule.to + "\n";
    for (const auto& line : rule.when) text += "  " + compared(line) + "\n";
    if (!rule.facts.empty()) text += facts(&rule.facts);
    return text;
  }

 private:
  std::string say(const char* zh, const char* en) const { return english_ ? en : zh; }

  std::string title_of(RuleTrace::State state) const {
    switch (state) {
      case RuleTrace::State::fired: return say("起作用", "speaks");
      case RuleTrace::State::asked: return say("事实不明，须查明", "a fact is unknown: its question is put");
      case RuleTrace::State::met: return say("所要求的材料齐全", "all papers that it asks for are there");
      case RuleTrace::State::open: return say("事实不明，未起作用", "a fact is unknown: it stays silent");
      case RuleTrace::State::not_met: return say("条件不成立", "its condition does not hold");
      case RuleTrace::State::exempted: return say("被免除", "exempted");
      case RuleTrace::State::overridden: return say("由本地规则替代", "another stands in its place");
      case RuleTrace::State::other_list: return say("材料由其他清单要求", "another list asks for its papers");
      case RuleTrace::State::not_in_force: return say("不在有效期", "not in force on that day");
      case RuleTrace::State::quiet: return say("没有发现问题", "nothing was found");
    }
    return "";
  }

  static std::string compared(const check::ConditionLine& line) {
    return std::string(static_cast<std::size_t>(2 * line.depth), ' ') + line.met + " " + line.text +
           (line.saw.empty() ? "" : "  ← " + line.saw);
  }

  // Why it did not speak: the first comparison that failed, or that could not be made.
  std::string reason(const RuleTrace& rule) const {
    const char mark = rule.state == RuleTrace::State::not_met ? '-' : '?';
    for (const auto& line : rule.when)
      if (line.met == mark && !line.saw.empty()) return line.text + "  ← " + line.saw;
    // "not:" of something that holds
    for (const auto& line : rule.when)
      if (line.met == '+' && !line.saw.empty() && line.depth > 0)
        return say("以下不成立：", "not: ") + line.text + "  ← " + line.saw;
    return "";
  }

  std::string line_of(const RuleTrace& rule) const {
    std::string text = "  " + rule.id + "  ";
    switch (rule.state) {
      case RuleTrace::State::fired:
      case RuleTrace::State::asked: {
        text += rule.effect + "\n      " + rule.message + "\n";
        for (const auto& line : rule.when)
          if (!line.saw.empty()) text += "      " + std::string(1, line.met) + " " + line.text + "  ← " + line.saw + "\n";
        return text;
      }
      case RuleTrace::State::not_met:
      case RuleTrace::State::open: return text + reason(rule) + "\n";
      case RuleTrace::State::not_in_force: return text + rule.from + " – " + rule.to + "\n";
      default: return text + rule.by + "\n";
    }
  }

  std::string source_of(const check::FactRead& fact) const {
    std::string text;
    for (const auto& source : fact.sources) {
      const auto one = place_of(source);
      if (!one.empty() && text.find(one) == std::string::npos) text += (text.empty() ? "" : say("；", "; ")) + one;
    }
    if (text.empty() && fact.known) text = say("推算", "worked out");
    return text;
  }

  std::string place_of(const check::FactSource& source) const {
    using From = check::FactSource::From;
    if (source.from == From::intake) return say("登记 ", "intake ") + source.name;
    if (source.from == From::rules) return say("规则 ", "rules ") + source.name;
    const auto& documents = told_.claim.documents;
    if (source.from != From::paper || source.document < 0 || source.document >= static_cast<int>(documents.size())) return "";
    const auto& paper = documents[static_cast<std::size_t>(source.document)];
    auto text = pack::document_title(paper, english_);
    if (!source.name.empty()) text += " " + source.name;
    return text + say("（第 ", " (document ") + std::to_string(source.document + 1) + say(" 份材料）", ")");
  }

  const check::Explanation& told_;
  bool english_;
};

// The first word of a change is a name of core; people read it in their language.
std::string in_words(const std::string& said, bool english) {
  static const std::map<std::string, const char*> chinese{
      {"present", "齐全"}, {"missing", "缺少"},    {"waived", "免交"},     {"unclear", "待核"},  {"note", "提示"},
      {"review", "审核"},  {"supplement", "补正"}, {"reject", "不予受理"}, {"complete", "齐全"}, {"rejected", "建议不予受理"}};
  const auto end = said.find(' ');
  const auto found = chinese.find(said.substr(0, end));
  return english || found == chinese.end() ? said : found->second + (end == std::string::npos ? "" : said.substr(end));
}

std::string changes_told(const std::vector<check::Change>& all, const check::Explanation& other, bool english) {
  const auto say = [&](const char* zh, const char* en) { return std::string(english ? en : zh); };
  std::string text = "\n" + say("如果按", "under ") + (other.layers.empty() ? "" : other.layers.front().title) + say("、", ", ") +
                     other.day + say(" 的规则", "") + "\n";
  if (all.empty()) return text + say("  没有变化\n", "  nothing changes\n");
  const std::string titles[] = {say("结论", "outcome"), say("发现", "finding"), say("材料", "papers"), say("支付", "pay")};
  for (const auto& change : all) {
    text += "  " + titles[static_cast<int>(change.of)] + (change.rule.empty() ? "" : " " + change.rule) + "\n";
    if (!change.before.empty()) text += "    - " + in_words(change.before, english) + "\n";
    if (!change.after.empty()) text += "    + " + in_words(change.after, english) + "\n";
  }
  return text;
}

json told_json(const check::Explanation& told) {
  json facts = json::array(), rules = json::array();
  for (const auto& fact : told.facts) {
    json sources = json::array();
    for (const auto& source : fact.sources) {
      static const char* froms[] = {"intake", "paper", "rules", "derived"};
      json one = {{"from", froms[static_cast<int>(source.from)]}};
      if (!source.name.empty()) one["name"] = source.name;
      if (source.document >= 0) one["document"] = source.document;
      sources.push_back(std::move(one));
    }
    facts.push_back({{"name", fact.name},
                     {"title", fact.title},
                     {"value", fact.known ? json(fact.value) : json(nullptr)},
                     {"sources", sources}});
  }
  for (const auto& rule : told.rules) {
    json when = json::array();
    for (const auto& line : rule.when)
      when.push_back({{"depth", line.depth},
                      {"text", line.text},
                      {"holds", line.met == '+'   ? json(true)
                                : line.met == '-' ? json(false)
                                                  : json(nullptr)},
                      {"saw", line.saw}});
    rules.push_back({{"id", rule.id},
                     {"pack", rule.pack},
                     {"effect", rule.effect},
                     {"state", check::name_of(rule.state)},
                     {"by", rule.by},
                     {"message", rule.message},
                     {"citation", rule.citation},
                     {"facts", rule.facts},
                     {"when", when}});
  }
  return {{"claim_id", told.claim.claim_id},
          {"region", told.claim.region},
          {"day", told.day},
          {"outcome", core::name_of(told.claim.outcome)},
          {"facts", facts},
          {"rules", rules}};
}

json changes_json(const std::vector<check::Change>& all) {
  static const char* of[] = {"outcome", "finding", "checklist", "pay"};
  json list = json::array();
  for (const auto& change : all)
    list.push_back(
        {{"of", of[static_cast<int>(change.of)]}, {"rule", change.rule}, {"before", change.before}, {"after", change.after}});
  return list;
}

core::Result<std::string> told(const check::Explanation& explanation, const ExplainRulesOptions& options, bool english) {
  const Teller teller(explanation, english);
  if (options.rule.empty()) return teller.head() + "\n" + teller.facts() + teller.rules();
  std::string text;
  for (const auto& rule : explanation.rules)
    if (is_asked_for(options.rule, rule.id)) text += teller.whole(rule);
  if (!text.empty()) return teller.head() + text;
  return core::Error{core::ErrorCode::bad_input, "No rule of this claim's layers is called " + options.rule, "",
                     "claimpack rules list --region names them"};
}

}  // namespace

Exit explain_rules_command(const RulesOf& of, const ExplainRulesOptions& options, const Common& common) {
  const bool english = common.language == Language::en;
  const auto tongue = english ? check::Tongue::en : check::Tongue::zh;
  const auto rules = rules_of(of, common);
  if (!rules) return refuse(rules.error(), common);
  auto kept = case_of(options, common);
  if (!kept) return refuse(kept.error(), common);
  const auto& as_is = kept.value().the_case;
  const auto before = check::explain(as_is, *rules.value(), tongue);
  if (!before) return refuse(before.error(), common);
  const auto text = told(before.value(), options, english);
  if (!text) return refuse(text.error(), common);
  if (!common.as_json) common.out << text.value();
  if (!kept.value().outcome.empty() && kept.value().outcome != core::name_of(before.value().claim.outcome))
    common.err << (english ? "Note: the claim was decided as " : "注意：案卷原来的结论是 ") << kept.value().outcome
               << (english ? "; the rules have changed since" : "，规则此后有变动") << std::endl;
  json all = told_json(before.value());
  if (!options.region.empty() || !options.date.empty()) {
    auto other = as_is;
    if (!options.region.empty()) other.region = options.region;
    if (!options.date.empty()) other.rules_of = options.date;
    const auto after = check::explain(std::move(other), *rules.value(), tongue);
    if (!after) return refuse(after.error(), common);
    const auto differing = check::changes(before.value().claim, after.value().claim);
    if (!common.as_json) common.out << changes_told(differing, after.value(), english);
    all["under"] = {{"region", after.value().claim.region}, {"day", after.value().day}, {"changes", changes_json(differing)}};
  }
  if (common.as_json) common.out << all.dump(1, ' ', false, json::error_handler_t::replace) << "\n";
  common.out << std::flush;
  return Exit::all_complete;
}

}  // namespace claimpack::run
