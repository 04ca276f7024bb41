#include "run/loose_pages.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/identifiers.hpp"
#include "core/text.hpp"

namespace claimpack::run {

namespace {

// Kinds that a claim is about; a card, an authority or a register may be somebody else's in the same claim (an agent's, a
// parent's) and opens none of its own.
const std::set<std::string> kinds_of_care = {"inpatient_invoice",     "outpatient_invoice", "expense_list",
                                             "discharge_summary",     "prescription",       "diagnosis_certificate",
                                             "outpatient_record",     "admission_record",   "settlement_sheet",
                                             "outside_purchase_slip", "rescue_record",      "exam_report"};
const char* const name_fields[] = {"patient_name", "payer_name", "name"};
constexpr double name_sure = 0.7;   // the reader's own word for it; below, the name is nobody's
constexpr double name_alone = 0.9;  // of one paper that alone has this name, one character beside another's
constexpr std::size_t name_characters_max = 15;

struct Person {
  std::string name, number;  // number: an identity number whose check digit holds
  double confidence = 0;
  std::vector<std::string> other_names;  // what the reader also took it for
};

bool is_han(char32_t c) { return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == U'·'; }

bool is_name(const std::string& text) {
  const std::u32string name = core::to_u32(text);
  return name.size() >= 2 && name.size() <= name_characters_max && std::all_of(name.begin(), name.end(), is_han);
}

Person person_on(const core::Document& document) {
  Person person;
  for (const char* field : name_fields) {
    const auto found = document.fields.find(field);
    if (found == document.fields.end() || !is_name(found->second.value) || found->second.confidence < name_sure) continue;
    person.name = found->second.value, person.confidence = found->second.confidence;
    for (const auto& each : found->second.candidates) person.other_names.push_back(each.value);
    break;
  }
  if (const auto number = core::parse_identity_number(core::value_of(document, "id_number"))) person.number = number->number;
  return person;
}

bool one_character_apart(const std::string& one, const std::string& other) {
  const std::u32string a = core::to_u32(one), b = core::to_u32(other);
  return a.size() == b.size() && core::edit_distance(a, b) == 1;
}

struct Patient {
  std::set<std::string> names, numbers;
  std::vector<std::size_t> documents;
  bool care = false;
  double confidence = 0;
  std::set<std::string> other_names;
};

// Papers gathered by identity number, then by name.
class Patients {
 public:
  explicit Patients(const std::vector<core::Document>& documents) : documents_(documents) {
    for (const auto& document : documents) persons_.push_back(person_on(document));
    for (std::size_t i = 0; i < persons_.size(); ++i)
      if (!persons_[i].number.empty()) join(with_number(persons_[i].number), i);
    for (std::size_t i = 0; i < persons_.size(); ++i)
      if (persons_[i].number.empty() && !persons_[i].name.empty()) join(with_name(persons_[i].name), i);
    leave_out();
  }
  const std::vector<Patient>& all() const { return patients_; }

 private:
  std::optional<std::size_t> with_number(const std::string& number) const {
    for (std::size_t i = 0; i < patients_.size(); ++i)
      if (patients_[i].numbers.count(number)) return i;
    return patients_.size();
  }
  // Nobody where two of one name have numbers that differ: a name alone does not tell them apart.
  std::optional<std::size_t> with_name(const std::string& name) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < patients_.size(); ++i) {
      if (!patients_[i].names.count(name)) continue;
      if (found) return std::nullopt;
      found = i;
    }
    return found ? found : patients_.size();
  }
  void join(std::optional<std::size_t> at, std::size_t document) {
    if (!at) return;
    if (*at == patients_.size()) patients_.emplace_back();
    Patient& patient = patients_[*at];
    const Person& person = persons_[document];
    patient.documents.push_back(document);
    patient.care |= kinds_of_care.count(documents_[document].kind) > 0;
    patient.confidence = std::max(patient.confidence, person.confidence);
    if (!person.name.empty()) patient.names.insert(person.name);
    if (!person.number.empty()) patient.numbers.insert(person.number);
    patient.other_names.insert(person.other_names.begin(), person.other_names.end());
  }

  // Whoever has no paper of care here, and a name that is most likely another's misread: their pages are in doubt.
  void leave_out() {
    std::vector<Patient> kept;
    for (const Patient& each : patients_)
      if (each.care && !is_misread(each)) kept.push_back(each);
    patients_ = std::move(kept);
  }
  bool is_misread(const Patient& one) const {
    if (!one.numbers.empty() || one.documents.size() > 1 || one.names.empty()) return false;
    const std::string& name = *one.names.begin();
    return std::any_of(patients_.begin(), patients_.end(), [&](const Patient& other) {
      if (&other == &one || !other.care) return false;
      const bool weaker = other.documents.size() > 1 || !other.numbers.empty() || other.confidence > one.confidence;
      return weaker && std::any_of(other.names.begin(), other.names.end(), [&](const std::string& theirs) {
               return one.other_names.count(theirs) > 0 || (one_character_apart(name, theirs) && one.confidence < name_alone);
             });
    });
  }

  const std::vector<core::Document>& documents_;
  std::vector<Person> persons_;
  std::vector<Patient> patients_;
};

std::string text_of(const core::Reading& page) {
  std::string text;
  for (const auto& line : page.lines) text += core::without_blanks(line.text) + "\n";
  return text;
}

bool stands_in(const std::string& text, const Patient& patient) {
  const auto in = [&](const std::string& each) { return text.find(each) != std::string::npos; };
  return std::any_of(patient.names.begin(), patient.names.end(), in) ||
         std::any_of(patient.numbers.begin(), patient.numbers.end(), in);
}

// Whose each file is: sure, by a neighbour, or nobody's that needs one (blank).
class Shares {
 public:
  Shares(const std::vector<LoosePage>& pages, const std::vector<std::string>& names, const std::vector<core::Document>& documents,
         const std::vector<Patient>& patients)
      : names_(names), patients_(patients), owner_(names.size()), doubt_(names.size()), blank_(names.size(), true) {
    std::vector<std::optional<std::size_t>> by_page(pages.size());
    for (std::size_t p = 0; p < patients.size(); ++p)
      for (const std::size_t document : patients[p].documents)
        for (const auto& page : documents[document].pages) by_page[std::size_t(page.page)] = p;
    for (const auto& document : documents) take_alike(document, pages, by_page);
    for (std::size_t i = 0; i < pages.size(); ++i) take(pages[i], by_page[i]);
    fill();
  }

  std::vector<LoosePart> parts() const {
    std::vector<LoosePart> parts;
    std::map<std::size_t, std::size_t> place;  // patient to part
    for (std::size_t file = 0; file < names_.size(); ++file) {
      const auto [found, fresh] = place.emplace(*owner_[file], parts.size());
      if (fresh) parts.emplace_back();
      parts[found->second].files.push_back(file);
      if (!doubt_[file].empty()) parts[found->second].doubts.push_back(doubt_[file]);
    }
    return parts;
  }

 private:
  // A paper of nobody here whose name is nearly that of one patient.
  void take_alike(const core::Document& document, const std::vector<LoosePage>& pages,
                  std::vector<std::optional<std::size_t>>& by_page) {
    const Person person = person_on(document);
    std::optional<std::size_t> alike;
    for (std::size_t p = 0; p < patients_.size(); ++p)
      for (const std::string& name : patients_[p].names) {
        if (name == person.name) return;
        if (!person.name.empty() && person.number.empty() && one_character_apart(name, person.name)) {
          if (alike) return;
          alike = p;
        }
      }
    if (!alike) return;
    for (const auto& page : document.pages) {
      if (by_page[std::size_t(page.page)]) continue;
      by_page[std::size_t(page.page)] = alike;
      doubt_[pages[std::size_t(page.page)].file] = "姓名读作“" + person.name + "”，与本案患者相近而不相同";
    }
  }

  // A page of a paper that runs over pages may be another patient's all the same: its own words count.
  void take(const LoosePage& page, std::optional<std::size_t> of_paper) {
    if (!page.lost && page.reading->quality.blank) return;
    blank_[page.file] = false;
    const std::string text = text_of(*page.reading);
    std::set<std::size_t> said;
    for (std::size_t p = 0; p < patients_.size(); ++p)
      if (stands_in(text, patients_[p])) said.insert(p);
    std::optional<std::size_t> mine = of_paper;
    if (said.size() == 1) mine = *said.begin();
    else if (said.size() > 1 && (!of_paper || !said.count(*of_paper))) mine.reset();
    if (of_paper && mine != of_paper) doubt_[page.file] = "与同一份材料的其他页姓名不一致";
    if (!mine) return;
    if (owner_[page.file] && *owner_[page.file] != *mine) doubt_[page.file] = "同一文件内有不同患者的页面，未能拆分";
    else owner_[page.file] = mine;
  }

  void fill() {
    std::optional<std::size_t> before;
    for (std::size_t file = 0; file < names_.size(); ++file) {
      if (owner_[file]) {
        before = owner_[file];
        continue;
      }
      for (std::size_t next = file; !before && next < names_.size(); ++next) before = owner_[next];
      owner_[file] = before.value_or(0);
      if (!blank_[file] && doubt_[file].empty()) doubt_[file] = "页面上没有能确认患者的姓名或证件号码，暂按相邻页面归入本案";
    }
    for (std::size_t file = 0; file < names_.size(); ++file)
      if (!doubt_[file].empty()) doubt_[file] = names_[file] + "：" + doubt_[file];
  }

  const std::vector<std::string>& names_;
  const std::vector<Patient>& patients_;
  std::vector<std::optional<std::size_t>> owner_;
  std::vector<std::string> doubt_;
  std::vector<bool> blank_;
};

LoosePart whole_of(const std::vector<std::string>& names) {
  LoosePart part;
  for (std::size_t file = 0; file < names.size(); ++file) part.files.push_back(file);
  return part;
}

// Two sheets behind each other, or one at the end, begin no claim: a sheet without pages goes with what follows it, else with
// what was before.
std::vector<LoosePart> without_empty(std::vector<LoosePart> parts, const std::vector<bool>& shows) {
  std::vector<LoosePart> full;
  LoosePart waiting;
  for (LoosePart& part : parts) {
    part.files.insert(part.files.begin(), waiting.files.begin(), waiting.files.end());
    part.doubts.insert(part.doubts.begin(), waiting.doubts.begin(), waiting.doubts.end());
    waiting = {};
    if (std::any_of(part.files.begin(), part.files.end(), [&](std::size_t file) { return shows[file]; })) full.push_back(part);
    else waiting = std::move(part);
  }
  if (full.empty()) return {waiting};
  full.back().files.insert(full.back().files.end(), waiting.files.begin(), waiting.files.end());
  return full;
}

}  // namespace

std::vector<LoosePart> parts_by_sheets(const std::vector<LoosePage>& pages, const std::vector<std::string>& names) {
  std::vector<std::optional<Separator>> begins(names.size());
  std::vector<bool> seen(names.size()), inside(names.size()), shows(names.size());
  for (const LoosePage& page : pages) {
    const auto separator = separator_on(*page.reading);
    if (separator && !seen[page.file]) begins[page.file] = separator;
    else if (separator) inside[page.file] = true;
    seen[page.file] = true;
    if (!separator && (page.lost || !page.reading->quality.blank)) shows[page.file] = true;
  }
  std::vector<LoosePart> parts;
  for (std::size_t file = 0; file < names.size(); ++file) {
    if (parts.empty() || begins[file]) parts.emplace_back();
    if (begins[file]) parts.back().separator = *begins[file];
    parts.back().files.push_back(file);
    if (inside[file]) parts.back().doubts.push_back(names[file] + "：文件内部夹有分隔页，一个文件不能拆分到两件案卷");
  }
  if (parts.empty()) return {whole_of(names)};
  return without_empty(std::move(parts), shows);
}

std::vector<LoosePart> parts_by_patients(const std::vector<LoosePage>& pages, const std::vector<std::string>& names,
                                         const std::vector<core::Document>& documents) {
  const Patients patients(documents);
  if (patients.all().size() < 2) return {whole_of(names)};
  return Shares(pages, names, documents, patients.all()).parts();
}

}  // namespace claimpack::run
