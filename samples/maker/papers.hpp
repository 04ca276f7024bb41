// What the papers say, and the papers. Everything that is printed comes out of these values, and the truth with it.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "canvas.hpp"
#include "core/dates.hpp"
#include "core/money.hpp"

namespace claimpack::samples {

using Json = nlohmann::ordered_json;
using core::Date;
using core::Fen;

// One side of a paper, in millimetres.
struct Paper {
  double width = 210, height = 297;
  std::function<void(Canvas&)> draw;
};

// A document with its papers and what a reader should find on them (names and normal forms as the README's contract has them).
struct Document {
  std::string kind, layout;
  std::vector<Paper> papers;
  Json fields = Json::object();
  Json items = Json();  // null where the kind has none
};

struct Person {
  std::string name, sex;
  Date birth;
  std::string id_number;  // of an area that does not exist (xx9999), with a right check character
  std::string ethnicity = "汉", address, phone;
  std::string authority;  // 签发机关
};

struct Hospital {
  std::string name, credit_code, province;  // province as bills print it: 福建省
  std::string type = "综合医院";
};

struct Row {
  Date date;
  std::string code, name, category, spec, unit;
  int quantity = 1;
  Fen price = 0;
  std::string insurance_class;  // 甲, 乙, 丙
  Fen amount() const { return price * quantity; }
};

// One visit or one stay: everything that several papers repeat.
struct Episode {
  Person patient;
  Hospital hospital;
  std::string department, bed, number, record_number;  // number: 住院号 or 门诊号
  Date from, to;                                       // one day for a visit
  std::vector<std::string> diagnoses;
  std::string physician;
  std::vector<Row> rows;
};

struct BillPaper {
  std::string code, number, check;
  Date issued;
  std::string payee, checker, insurance_type = "自费";
  std::string url;                  // what stands before the fields in the code, by layout
  bool code_with_keys = false;      // ?eInvoiceCode=… instead of d=…_…
  std::optional<Fen> words_amount;  // planted: the capital words of another amount
  Colour form{0.45, 0.19, 0.12};
  bool full_grid = false, code_right = false;
};

struct ListPaper {
  bool grouped = false;       // by category with subtotals; else a ruled table by date with page carry
  std::size_t per_page = 26;  // rows
  std::string bill_code, bill_number;
  std::optional<std::string> patient_name;  // planted: another name
  std::vector<Row> extra;                   // planted: rows that the bill does not have
};

Document bill(const Episode& episode, const BillPaper& paper, bool inpatient);
Document expense_list(const Episode& episode, const ListPaper& paper, bool inpatient);

struct Summary {
  std::string admission_diagnosis, admission_state, course, discharge_state, orders;
  std::optional<std::string> patient_name;  // planted: another name
};
Document discharge_summary(const Episode& episode, const Summary& summary);

struct Certificate {
  std::string advice;
  bool emergency = false, sealed = true;
};
Document diagnosis_certificate(const Episode& episode, const Certificate& certificate);

struct Drug {
  std::string name, spec, unit, usage;
  int quantity = 1;
  Fen amount = 0;
};
Document prescription(const Episode& episode, const std::vector<Drug>& drugs, bool is_signed = true);

struct VisitRecord {
  std::string complaint, history, examination, treatment;
  bool emergency = false, special_disease = false;
};
Document outpatient_record(const Episode& episode, const VisitRecord& record);

struct CardDates {
  Date from;
  std::optional<Date> until;  // none: 长期
};
Document identity_card(const Person& person, const CardDates& dates);             // both faces on one sheet
Document identity_card_two_sheets(const Person& person, const CardDates& dates);  // one face a sheet
Document social_security_card(const Person& person, const std::string& card_number, const std::string& city);
Document bank_card(const Person& person, const std::string& card_number, const std::string& bank);

struct Filing {
  std::string title, insured_region, treatment_region, category, mode;
  Date start, signed_on;
};
Document filing_form(const Person& person, const Filing& filing);
Document residence_proof(const Person& person, const std::string& community, const std::string& address, const Date& since,
                         const Date& on);

struct Approval {
  std::vector<std::string> diseases;
  std::string agency, hospital, expert_opinion;
  Date applied, approved, until;
};
Document special_disease_form(const Person& person, const Approval& approval);

// 57岁 on that day.
int age_on(const Person& person, const Date& day);
std::string chinese_date(const Date& date);  // 2026年03月15日
std::string compact_date(const Date& date);  // 20260315
std::string joined(const std::vector<std::string>& parts, const char* between);
Fen total_of(const std::vector<Row>& rows);
// At the foot of every paper: that nobody takes it for a real one.
void sample_note(Canvas& canvas, double width, double height);

}  // namespace claimpack::samples
