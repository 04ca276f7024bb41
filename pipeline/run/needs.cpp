#include "run/needs.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace claimpack::run {

namespace {

using core::Need;
using Type = core::Need::Type;

// Fields that money, identity, stay and the bank rest on: one of these that nobody vouches for is looked at. A row's 规格 is not.
bool is_key(const std::string& name) {
  static const std::set<std::string> names = {"total_amount",   "total_amount_words",  "bill_number",
                                              "bill_code",      "patient_name",        "payer_name",
                                              "name",           "id_number",           "admission_date",
                                              "discharge_date", "issue_date",          "hospital_name",
                                              "diagnoses",      "card_number",         "bank_name",
                                              "account_name",   "pooled_fund_payment", "personal_cash_payment",
                                              "visit_date",     "check_code",          "personal_account_payment"};
  return names.count(name) > 0;
}

bool said_by_person(const core::Field& field) {
  return std::any_of(field.witnesses.begin(), field.witnesses.end(),
                     [](const core::Testimony& each) { return each.by == core::Witness::reviewer; });
}

const char* witness_zh(core::Witness witness) {
  using W = core::Witness;
  switch (witness) {
    case W::second_reader: return "另一识别";
    case W::code: return "二维码";
    case W::words: return "大写";
    case W::row_product: return "单价×数量";
    case W::column_sum: return "明细合计";
    case W::category_sum: return "分类合计";
    case W::page_carry: return "本页小计";
    case W::payment_identity: return "支付构成";
    case W::check_digit: return "校验位";
    case W::stay_days: return "住院天数";
    case W::other_document: return "其他材料";
    case W::seal: return "印章";
    default: return "词库";
  }
}

class Gathering {
 public:
  Gathering(const core::Claim& claim, const std::vector<const core::Reading*>& readings) : claim_(claim), readings_(readings) {}

  Needs all() {
    for (const auto& unfit : claim_.unfit) {
      Need need;
      need.type = Type::correction, need.correction = unfit.id, need.why_zh = unfit.why,
      need.why_en = "This correction is not in force";
      out_.needs.push_back(std::move(need));
    }
    for (const auto severity : {core::Severity::reject, core::Severity::supplement, core::Severity::review})
      for (const core::Finding& finding : claim_.findings)
        if (finding.severity == severity && finding.rule != "x.correction.unfit") add(finding);
    for (int d = 0; d < int(claim_.documents.size()); ++d) add_doubtful(d);
    return std::move(out_);
  }

 private:
  const core::Claim& claim_;
  const std::vector<const core::Reading*>& readings_;
  Needs out_;
  std::set<std::pair<int, std::string>> told_;

  core::Origin page_of(int page) const {
    return page >= 0 && std::size_t(page) < readings_.size() ? readings_[std::size_t(page)]->origin : core::Origin{"", 0};
  }

  const core::Field* field_of(int document, const std::string& name) const {
    if (document < 0 || std::size_t(document) >= claim_.documents.size()) return nullptr;
    const core::Document& paper = claim_.documents[std::size_t(document)];
    if (const auto cell = core::cell_name(name)) {
      if (std::size_t(cell->row) >= paper.items.size()) return nullptr;
      const auto found = paper.items[std::size_t(cell->row)].find(cell->column);
      return found == paper.items[std::size_t(cell->row)].end() ? nullptr : &found->second;
    }
    const auto found = paper.fields.find(name);
    return found == paper.fields.end() ? nullptr : &found->second;
  }

  // A finding is looked at by the fields that it rests on and nobody has confirmed; where there is none, by itself.
  void add(const core::Finding& finding) {
    bool by_field = false;
    for (const core::Evidence& seen : finding.evidence) {
      const core::Field* field = field_of(seen.document, seen.field);
      if (!field || field->accepted || said_by_person(*field)) continue;
      by_field = true;
      if (!told_.insert({seen.document, seen.field}).second) continue;
      out_.needs.push_back(need(Type::field, seen.document, seen.field, page_of(field->page), finding.rule, finding.message));
    }
    if (by_field) return;
    const bool question = finding.cure.empty() && finding.severity == core::Severity::review && finding.rule.rfind("x.", 0) != 0;
    const core::Evidence place = finding.evidence.empty() ? core::Evidence{} : finding.evidence.front();
    core::Origin page = page_of(place.page);
    if (page.file.empty() && place.document >= 0 && std::size_t(place.document) < claim_.documents.size() &&
        !claim_.documents[std::size_t(place.document)].pages.empty())
      page = page_of(claim_.documents[std::size_t(place.document)].pages.front().page);
    const Type type = question ? Type::question : place.page >= 0 && place.document < 0 ? Type::page : Type::finding;
    out_.needs.push_back(need(type, place.document, place.field, page, finding.rule, finding.message));
  }

  static Need need(Type type, int document, std::string field, core::Origin page, std::string rule, std::string why) {
    Need made;
    made.type = type, made.document = document, made.field = std::move(field), made.page = std::move(page);
    made.rule = std::move(rule), made.why_en = made.why_zh = std::move(why);
    return made;
  }

  void look_at(int document, const std::string& name, const core::Field& field, bool key) {
    ++out_.looked_at;
    if (field.accepted || said_by_person(field)) return;
    const auto against =
        std::find_if(field.witnesses.begin(), field.witnesses.end(), [](const auto& each) { return !each.agrees; });
    const bool contradicted = against != field.witnesses.end();
    if (!key && !contradicted) return;
    if (!told_.insert({document, name}).second) return;
    Need made = need(Type::field, document, name, page_of(field.page), "", "");
    if (contradicted) {
      made.why_zh = std::string("与") + witness_zh(against->by) + "不符" + (against->says.empty() ? "" : "：" + against->says);
      made.why_en =
          std::string("contradicted by ") + core::name_of(against->by) + (against->says.empty() ? "" : ": " + against->says);
    } else {
      made.why_zh = "没有第二处佐证", made.why_en = "nobody else vouches for it";
    }
    out_.needs.push_back(std::move(made));
  }

  void add_doubtful(int d) {
    const core::Document& paper = claim_.documents[std::size_t(d)];
    for (const auto& [name, field] : paper.fields) look_at(d, name, field, is_key(name));
    for (const auto& [name, why] : paper.absent) {
      if (!is_key(name) || why == core::Absence::not_printed || !told_.insert({d, name}).second) continue;
      ++out_.looked_at;
      Need made =
          need(Type::absent, d, name, paper.pages.empty() ? core::Origin{"", 0} : page_of(paper.pages.front().page), "", "");
      made.why_zh = why == core::Absence::illegible ? "看不清" : "没有读到";
      made.why_en = why == core::Absence::illegible ? "cannot be read" : "was not found";
      out_.needs.push_back(std::move(made));
    }
    for (int row = 0; row < int(paper.items.size()); ++row)
      for (const auto& [name, field] : paper.items[std::size_t(row)])
        look_at(d, core::name_of_cell(row, name), field, name == "amount");
  }
};

}  // namespace

Needs needs_of(const core::Claim& claim, const std::vector<const core::Reading*>& readings) {
  return Gathering(claim, readings).all();
}

}  // namespace claimpack::run
