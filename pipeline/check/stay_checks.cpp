// The stay: dates, days, numbers, overlaps; the hospitals that the papers name.
#include <algorithm>
#include <cstdlib>

#include "check/cross_checks.hpp"
#include "check/names.hpp"

namespace claimpack::check {

namespace {

const std::vector<std::string> stay_papers{"inpatient_invoice", "expense_list", "discharge_summary", "admission_record",
                                           "settlement_sheet"};

// The stay that the paper can only mean: the one it overlaps, else the only one.
const Stay* stay_of(const Dossier& dossier, const std::optional<core::Date>& from, const std::optional<core::Date>& to) {
  for (const auto& stay : dossier.stays)
    if ((from && *from == stay.admission) || (to && *to == stay.discharge)) return &stay;
  for (const auto& stay : dossier.stays)
    if (from && to && *from <= stay.discharge && *to >= stay.admission) return &stay;
  return dossier.stays.size() == 1 ? &dossier.stays[0] : nullptr;
}

void check_stay_dates(const Dossier& dossier, int paper, Report& report) {
  const auto from = dossier.date(paper, "admission_date"), to = dossier.date(paper, "discharge_date");
  const auto* stay = stay_of(dossier, from, to);
  if (!stay || stay->document == paper) return;
  const auto compare = [&](const char* name, const std::optional<core::Date>& printed, const core::Date& expected) {
    if (!printed || *printed == expected) return;
    const bool sure = dossier.sure(paper, name) && dossier.sure(stay->document, name);
    report.add("x.stay.dates", "differs", sure,
               {{"document", dossier.title(paper)},
                {"other", dossier.title(stay->document)},
                {"what", std::string_view(name) == "admission_date" ? "入院日期" : "出院日期"},
                {"found", core::format_date(*printed)},
                {"expected", core::format_date(expected)}},
               {evidence(paper, name), evidence(stay->document, name)});
  };
  compare("admission_date", from, stay->admission);
  compare("discharge_date", to, stay->discharge);
}

void check_days(const Dossier& dossier, int paper, Report& report) {
  const auto* printed = dossier.field(paper, "inpatient_days");
  const auto from = dossier.date(paper, "admission_date"), to = dossier.date(paper, "discharge_date");
  if (!printed || !from || !to || !dossier.sure(*printed) || !dossier.sure(paper, "admission_date") ||
      !dossier.sure(paper, "discharge_date"))
    return;
  const int days = std::atoi(printed->value.c_str()), between = core::days_between(*from, *to);
  if (days == between || days == between + 1) return;
  report.add("x.stay.days", "differs", true,
             {{"document", dossier.title(paper)}, {"found", std::to_string(days)}, {"expected", std::to_string(between)}},
             {evidence(paper, "inpatient_days")});
}

void check_overlap(const Dossier& dossier, Report& report) {
  const auto& stays = dossier.stays;
  const auto same_bill = [&](int a, int b) {
    return !core::value_of(dossier.at(a), "bill_number").empty() &&
           core::value_of(dossier.at(a), "bill_number") == core::value_of(dossier.at(b), "bill_number");
  };
  const auto sure = [&](int paper) { return dossier.sure(paper, "admission_date") && dossier.sure(paper, "discharge_date"); };
  for (std::size_t i = 0; i < stays.size(); ++i)
    for (std::size_t j = i + 1; j < stays.size(); ++j) {
      const auto &a = stays[i], &b = stays[j];
      // One day in common is a transfer.
      if (!(a.admission < b.discharge && b.admission < a.discharge) || same_bill(a.document, b.document)) continue;
      if (!sure(a.document) || !sure(b.document))
        report.doubt("x.stay.overlap", {evidence(a.document, "admission_date"), evidence(b.document, "admission_date")});
      else
        report.add("x.stay.overlap", "stays", true,
                   {{"document", dossier.title(a.document)}, {"other", dossier.title(b.document)}},
                   {evidence(a.document, "admission_date"), evidence(b.document, "admission_date")});
    }
  if (dossier.has("outside_purchase_slip")) return;
  for (const auto& visit : dossier.visits)
    for (const auto& stay : stays)
      if (stay.admission < visit.date && visit.date < stay.discharge) {
        std::vector<core::Evidence> places{evidence(visit.document, "visit_date"), evidence(stay.document, "admission_date")};
        if (!sure(stay.document) || !(dossier.sure(visit.document, "visit_date") || dossier.sure(visit.document, "issue_date")))
          report.doubt("x.stay.overlap", std::move(places));
        else
          report.add("x.stay.overlap", "outpatient", true,
                     {{"document", dossier.title(visit.document)},
                      {"day", core::format_date(visit.date)},
                      {"from", core::format_date(stay.admission)},
                      {"to", core::format_date(stay.discharge)}},
                     std::move(places));
      }
}

// The first surely read value of a field is what the others are held against. Of doubtful readings those are asked about that
// are a person's to see (`variant` number), not departments and beds.
void check_same_value(const Dossier& dossier, const char* field, const char* what, const char* variant, Report& report) {
  if (dossier.stays.size() > 1) return;  // several stays have several numbers
  int first = -1;
  auto papers = dossier.of(stay_papers);
  std::stable_partition(papers.begin(), papers.end(), [&](int paper) { return dossier.sure(paper, field); });
  for (const int paper : papers) {
    if (!dossier.field(paper, field)) continue;
    const bool sure = dossier.sure(paper, field);
    if (first < 0) {
      if (!sure) return;
      first = paper;
      continue;
    }
    const auto a = plain(core::value_of(dossier.at(first), field)), b = plain(core::value_of(dossier.at(paper), field));
    const bool part = a.find(b) != std::string::npos || b.find(a) != std::string::npos;  // "内科" in "消化内科", "12" in "12床"
    if (part) continue;
    if (!sure) {
      if (std::string_view(variant) == "number") report.doubt("x.stay.numbers", {evidence(paper, field), evidence(first, field)});
      continue;
    }
    report.add("x.stay.numbers", variant, true,
               {{"document", dossier.title(paper)},
                {"other", dossier.title(first)},
                {"what", what},
                {"found", core::value_of(dossier.at(paper), field)},
                {"expected", core::value_of(dossier.at(first), field)}},
               {evidence(paper, field), evidence(first, field)});
  }
}

}  // namespace

void check_stays(const Dossier& dossier, Report& report) {
  if (!dossier.stays.empty())
    for (const int paper : dossier.of(stay_papers)) check_stay_dates(dossier, paper, report);
  for (const int paper : dossier.of({"discharge_summary"})) check_days(dossier, paper, report);
  check_overlap(dossier, report);
  check_same_value(dossier, "inpatient_number", "住院号", "number", report);
  check_same_value(dossier, "department", "科室", "place", report);
  check_same_value(dossier, "bed", "床号", "place", report);
}

void check_hospitals(const Dossier& dossier, Report& report) {
  std::vector<int> bills;
  for (const int bill : dossier.bills())
    if (dossier.field(bill, "hospital_name")) bills.push_back(bill);
  if (bills.empty()) return;
  for (const int paper : dossier.of({"expense_list", "discharge_summary", "diagnosis_certificate", "outpatient_record",
                                     "prescription", "admission_record"})) {
    const auto* name = dossier.field(paper, "hospital_name");
    if (!name) continue;
    const bool known = std::any_of(bills.begin(), bills.end(), [&](int bill) {
      return same_hospital(name->value, core::value_of(dossier.at(bill), "hospital_name"));
    });
    if (known) continue;
    const bool sure = dossier.sure(*name) &&
                      std::all_of(bills.begin(), bills.end(), [&](int bill) { return dossier.sure(bill, "hospital_name"); });
    if (!sure && likeness(name->value, core::value_of(dossier.at(bills[0]), "hospital_name")) > 0.5) {  // misread
      report.doubt("x.hosp.same", {evidence(paper, "hospital_name"), evidence(bills[0], "hospital_name")});
      continue;
    }
    report.add("x.hosp.same", "differs", sure,
               {{"document", dossier.title(paper)},
                {"found", name->value},
                {"expected", core::value_of(dossier.at(bills[0]), "hospital_name")}},
               {evidence(paper, "hospital_name"), evidence(bills[0], "hospital_name")});
  }
  for (const int bill : bills)
    for (const auto& seal : dossier.at(bill).seals) {
      // Text along an arc is read in parts: only a seal that names quite another house speaks.
      if (seal.text.size() < 24 || !contains_any(seal.text, dossier.words("hospital_words"))) continue;
      if (contains_any(seal.text, dossier.words("supervision")) || contains_any(seal.text, dossier.words("agency_stamps")))
        continue;
      const auto hospital = core::value_of(dossier.at(bill), "hospital_name");
      if (!dossier.sure(bill, "hospital_name") || likeness(seal.text, hospital) >= 0.45) continue;
      report.add("x.hosp.same", "seal", false, {{"document", dossier.title(bill)}, {"found", seal.text}, {"expected", hospital}},
                 {evidence(bill, "seals"), evidence(bill, "hospital_name")});
    }
}

}  // namespace claimpack::check
