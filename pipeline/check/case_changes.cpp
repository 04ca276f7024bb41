#include "check/case_changes.hpp"

#include <algorithm>
#include <cstdlib>

#include "check/vocabulary.hpp"

namespace claimpack::check {

namespace {

using Words = MadeClaims::Words;

// One case's claim while its changes are made.
class Changes {
 public:
  Changes(const MadeClaims& made, const Words& words, Case& the_case, Faults& faults)
      : made_(made), words_(words), case_(the_case), faults_(faults) {}

  void drop(const YAML::Node& node) {
    for (const auto& each : node) {
      const auto kind = each.Scalar();
      const auto before = case_.documents.size();
      std::erase_if(case_.documents, [&](const core::Document& paper) { return paper.kind == kind; });
      if (before == case_.documents.size())
        faults_.at(each, "the claim has no `" + kind + "` to drop", "name a paper that it has");
    }
  }

  // "bank_card", or {bank_card: {name: 卫德邻}} with its own values.
  void add(const YAML::Node& node) {
    for (const auto& each : node) {
      const auto kind = each.IsMap() && each.size() == 1 ? each.begin()->first.Scalar() : each.IsScalar() ? each.Scalar() : "";
      if (!is_kind(kind)) {
        faults_.at(each, "unknown kind `" + kind + "`", "use a kind of the field list, e.g. bank_card");
        continue;
      }
      auto paper = made_.paper(kind, words_, faults_);
      put_on_page(case_, std::move(paper));
      if (!each.IsMap()) continue;
      const YAML::Node values = each.begin()->second;  // the entry itself goes with the iterator's arrow
      for (const auto& value : values) put(case_.documents.back(), value.first, value.second, value.first.Scalar());
    }
  }

  // `expense_list.total_amount: "300.01"`, `expense_list.items[1].amount: …`, `inpatient_invoice#2.bill_number: …`
  void set(const YAML::Node& node) {
    for (const auto& entry : node) {
      const auto key = entry.first.Scalar();
      const auto dot = key.find('.');
      auto* paper = paper_of(entry.first, key.substr(0, dot));
      if (!paper) continue;
      if (dot == std::string::npos) faults_.at(entry.first, "`" + key + "` names no field", "write expense_list.total_amount: …");
      else put(*paper, entry.first, entry.second, key.substr(dot + 1));
    }
  }

  void seals(const YAML::Node& node) {
    each_paper(node, [&](core::Document& paper, const YAML::Node& value) {
      paper.seals.clear();
      for (const auto& seal : value) {
        if (seal.IsMap()) keys_known(seal, {"text", "colour", "shape"}, "a seal", faults_);
        const bool worded = seal.IsMap();
        paper.seals.push_back({paper.pages.empty() ? 0 : paper.pages[0].page,
                               {},
                               filled(worded ? text_of(seal, "text", faults_) : seal.Scalar(), words_),
                               worded && seal["colour"] ? seal["colour"].Scalar() : "red",
                               worded && seal["shape"] ? seal["shape"].Scalar() : ""});
      }
    });
  }

  void unsign(const YAML::Node& node) {
    for (const auto& each : node)
      if (auto* paper = paper_of(each, each.Scalar())) paper->signatures.clear();
  }

  void text(const YAML::Node& node) {
    each_paper(node, [&](core::Document& paper, const YAML::Node& value) { paper.all_text = filled(value.Scalar(), words_); });
  }

  void codes(const YAML::Node& node) {
    each_paper(node, [&](core::Document& paper, const YAML::Node& value) {
      for (const auto& payload : value) paper.codes.push_back({"QRCode", filled(payload.Scalar(), words_), {}, {}});
    });
  }

  void rows(const YAML::Node& node) {
    each_paper(node, [&](core::Document& paper, const YAML::Node& value) {
      for (const auto& cells : value) {
        core::Row row;
        for (const auto& cell : cells) row[cell.first.Scalar()] = made_field(cell.second, words_, faults_);
        paper.items.push_back(std::move(row));
      }
    });
  }

  void page_numbers(const YAML::Node& node) {
    each_paper(node, [&](core::Document& paper, const YAML::Node& value) {
      if (!keys_known(value, {"printed", "seen"}, "page_numbers", faults_)) return;
      paper.pages_printed = number(value["printed"]);
      for (const auto& seen : value["seen"]) paper.page_numbers.push_back(number(seen));
    });
  }

  // What the scan of a paper is like: {inpatient_invoice: {blur: 0.9, advice: 模糊}}
  void pages(const YAML::Node& node) {
    each_paper(node, [&](core::Document& paper, const YAML::Node& value) {
      if (!keys_known(value, {"lost", "blur", "cut_off", "advice", "faults", "again"}, "a page", faults_) || paper.pages.empty())
        return;
      auto& page = case_.pages[static_cast<std::size_t>(paper.pages[0].page)];
      page.lost = text_of(value, "lost", faults_) == "true";
      page.quality.cut_off = text_of(value, "cut_off", faults_) == "true";
      page.quality.advice = text_of(value, "advice", faults_);
      if (value["blur"]) page.quality.blur = std::strtod(text_of(value, "blur", faults_).c_str(), nullptr);
      if (value["faults"])
        for (const auto& fault : value["faults"]) text_fault(page, fault);
      if (text_of(value, "again", faults_) == "true") scan_again(paper);
    });
  }

  // The paper's first page once more, with a look and words by which the two are known.
  void scan_again(core::Document& paper) {
    auto page = case_.pages[static_cast<std::size_t>(paper.pages[0].page)];
    for (int i = 0; i < core::page_print_side * core::page_print_side; ++i)
      page.print.push_back(static_cast<std::uint8_t>(i * 7919 / 8 % 16));
    page.text = paper.kind + "\n同一页材料扫描了两次，文字、数字和版面都相同\n2024-03-05 1234.56 7890.12 3456.78\n";
    case_.pages[static_cast<std::size_t>(paper.pages[0].page)] = page;
    page.origin.file = "again-" + page.origin.file;
    case_.pages.push_back(std::move(page));
    paper.pages.push_back({static_cast<int>(case_.pages.size()) - 1, {}});
  }

  void doubts(const YAML::Node& node) {
    for (const auto& doubt : node) case_.doubts.push_back({doubt.Scalar(), 0});
  }

  void earlier_bills(const YAML::Node& node) {
    for (const auto& bill : node)
      if (keys_known(bill, {"bill_code", "bill_number", "claim_id"}, "an earlier bill", faults_))
        case_.earlier_bills.push_back({filled(text_of(bill, "bill_code", faults_), words_), text_of(bill, "bill_number", faults_),
                                       text_of(bill, "claim_id", faults_)});
  }

  void region_facts(const YAML::Node& node) {
    for (const auto& entry : node) {
      if (!is_fact("region." + entry.first.Scalar()))
        faults_.at(entry.first, "unknown region fact `" + entry.first.Scalar() + "`", "see the facts region.* of the guide");
      case_.region_facts[entry.first.Scalar()] = entry.second.Scalar();
    }
  }

 private:
  int number(const YAML::Node& node) {
    try {
      return node.as<int>();
    } catch (const YAML::Exception&) {
      faults_.at(node, "not a whole number", "write digits only");
      return 0;
    }
  }

  // "expense_list", or "expense_list#2" for the second of that kind.
  core::Document* paper_of(const YAML::Node& at, const std::string& name) {
    const auto hash = name.find('#');
    const auto kind = name.substr(0, hash);
    int wanted = hash == std::string::npos ? 1 : std::atoi(name.c_str() + hash + 1);
    for (auto& paper : case_.documents)
      if (paper.kind == kind && --wanted == 0) return &paper;
    faults_.at(at, "the claim has no `" + name + "`",
               is_kind(kind) ? "add it first: add: [" + kind + "]" : "use a kind of the field list");
    return nullptr;
  }

  template <class Change>
  void each_paper(const YAML::Node& node, Change change) {
    for (const auto& entry : node)
      if (auto* paper = paper_of(entry.first, entry.first.Scalar())) change(*paper, entry.second);
  }

  void put(core::Document& paper, const YAML::Node& at, const YAML::Node& value, const std::string& place) {
    if (place.rfind("items[", 0) == 0) return put_cell(paper, at, value, place);
    if (!made_.has_field(paper.kind, place))
      return faults_.at(at, "`" + paper.kind + "` has no field `" + place + "`",
                        "use one of the field list, or add it under may: in bases.yaml");
    paper.fields.erase(place);
    paper.absent.erase(place);
    if (value.IsNull()) paper.absent[place] = core::Absence::not_found;
    else if (value.IsScalar() && value.Scalar() == "illegible") paper.absent[place] = core::Absence::illegible;
    else paper.fields[place] = made_field(value, words_, faults_);
    if (!paper.pages.empty() && paper.fields.count(place)) paper.fields[place].page = paper.pages[0].page;
  }

  void put_cell(core::Document& paper, const YAML::Node& at, const YAML::Node& value, const std::string& place) {
    const auto close = place.find("].");
    const auto index = static_cast<std::size_t>(std::atoi(place.c_str() + 6));
    if (close == std::string::npos || index >= paper.items.size())
      return faults_.at(at, "`" + paper.kind + "` has no `" + place + "`", "rows count from 0: items[0].amount");
    paper.items[index][place.substr(close + 2)] = made_field(value, words_, faults_);
  }

  void text_fault(PageFacts& page, const YAML::Node& node) {
    if (!keys_known(node, {"kind", "says", "shows"}, "a text fault", faults_)) return;
    using Kind = core::TextFault::Kind;
    const auto kind = text_of(node, "kind", faults_);
    const std::pair<const char*, Kind> kinds[] = {
        {"hidden", Kind::hidden}, {"altered", Kind::altered}, {"outside", Kind::outside}, {"not_drawn", Kind::not_drawn}};
    const auto found = std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& one) { return kind == one.first; });
    if (found == std::end(kinds))
      return faults_.at(node, "unknown text fault `" + kind + "`", "use hidden, altered, outside or not_drawn");
    page.faults.push_back({found->second, text_of(node, "says", faults_), text_of(node, "shows", faults_), {100, 2000, 200, 30}});
  }

  const MadeClaims& made_;
  const Words& words_;
  Case& case_;
  Faults& faults_;
};

struct Step {
  const char* key;
  void (Changes::*apply)(const YAML::Node&);
  bool is_list;
};

// In this order, whatever order the case writes them in.
constexpr Step steps[] = {{"drop", &Changes::drop, true},
                          {"add", &Changes::add, true},
                          {"rows", &Changes::rows, false},
                          {"set", &Changes::set, false},
                          {"seals", &Changes::seals, false},
                          {"unsign", &Changes::unsign, true},
                          {"text", &Changes::text, false},
                          {"codes", &Changes::codes, false},
                          {"page_numbers", &Changes::page_numbers, false},
                          {"pages", &Changes::pages, false},
                          {"doubts", &Changes::doubts, true},
                          {"earlier_bills", &Changes::earlier_bills, true},
                          {"region_facts", &Changes::region_facts, false}};

}  // namespace

const std::vector<std::string>& change_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> names{"intake", "today"};
    for (const auto& step : steps) names.push_back(step.key);
    return names;
  }();
  return keys;
}

void apply_changes(const YAML::Node& node, const MadeClaims& made, const Words& words, Case& the_case, Faults& faults) {
  if (node["intake"]) read_case_intake(node["intake"], words, the_case.intake, faults);
  if (node["today"]) the_case.today = filled(text_of(node, "today", faults), words);
  Changes changes(made, words, the_case, faults);
  for (const auto& step : steps) {
    const auto value = node[step.key];
    if (!value) continue;
    if (step.is_list ? !value.IsSequence() : !value.IsMap())
      faults.at(value, std::string("`") + step.key + "` is not a " + (step.is_list ? "list" : "mapping"),
                step.is_list ? "write it as [a, b]" : "write it as {paper: …}");
    else (changes.*step.apply)(value);
  }
}

}  // namespace claimpack::check
