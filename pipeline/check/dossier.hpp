// Dossier: the documents with what they say together: whose they are, which stay, which visits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/rules.hpp"
#include "core/claim.hpp"
#include "core/dates.hpp"
#include "core/document.hpp"
#include "core/identifiers.hpp"
#include "core/money.hpp"

namespace claimpack::check {

// Whose paper it is: the claimant's, one that may bear another name (agent, guardian), or another patient's.
enum class Owner { claimant, allowed, foreign };

struct PrintedName {
  std::string field;  // name of the field, empty where it was found in the text of the page
  std::string value;
  bool sure = false;
};

struct Stay {
  core::Date admission, discharge;
  int document = -1;  // the bill, or the paper that says so
};

struct Visit {
  core::Date date;
  int document = -1;  // the bill
};

struct Dossier {
  const Case& the_case;
  const Parameters& parameters;
  const std::vector<core::Document>& documents;
  std::string claim_type;  // as given, else as the documents say
  std::string stay_kind;   // inpatient or outpatient
  std::string claimant_name, claimant_id_number;
  bool claimant_name_sure = true;  // said at the desk, surely read, or read alike on two papers
  std::optional<core::IdentityNumber> identity;
  std::vector<Owner> owners;               // by document
  std::vector<std::pair<int, int>> twins;  // pages of the claim that show the same (earlier, later)
  std::vector<Stay> stays;
  std::vector<Visit> visits;

  Dossier(const Case& the_case, const Parameters& parameters);

  double number(const char* name) const { return parameters.numbers.at(name); }
  const std::vector<std::string>& words(const char* name) const { return parameters.words.at(name); }
  const core::Document& at(int document) const { return documents[static_cast<std::size_t>(document)]; }

  // Documents of the claimant of these kinds, in order; `other` with a subtype of that name counts.
  std::vector<int> of(const std::vector<std::string>& kinds) const;
  std::vector<int> bills() const { return of({"inpatient_invoice", "outpatient_invoice"}); }
  bool has(const std::string& kind) const { return !of({kind}).empty(); }
  // "费用清单", with a number where there are several.
  std::string title(int document) const;
  // The name that the paper prints, from a field or from the words of the page.
  PrintedName printed_name(int document) const;

  const core::Field* field(int document, const std::string& name) const;  // null: not read
  bool sure(const core::Field& field) const;
  bool sure(int document, const std::string& name) const;
  std::optional<core::Fen> money(int document, const std::string& name) const;
  std::optional<core::Date> date(int document, const std::string& name) const;
  // Day of admission or visit; day of discharge or last visit.
  std::optional<core::Date> service_first() const, service_last() const;
  // Pages of the document, one that was scanned again counted once.
  int page_count(int document) const;
  // A poor page may have lost seals and signatures with the rest.
  bool on_good_page(int document) const;
  // emergency, special_disease, rescue: what fields, department, words and seals say together.
  Truth mark(int document, const std::string& name) const;
};

// A document's kind, or the subtype of `other`.
const std::string& kind_of(const core::Document& document);
// The value of a cell of a row, null: not read.
const core::Field* cell(const core::Row& row, const std::string& name);

}  // namespace claimpack::check
