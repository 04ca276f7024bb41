// Sheet: pages that belong to one document, with its kind. Document: the sheet with its fields and rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/reading.hpp"

namespace claimpack::core {

struct SheetPage {
  int page = 0;             // index into the claim's readings
  std::optional<Box> part;  // where several papers lie on one page: this one's place on the clean page
};

struct Sheet {
  std::string kind;     // a name of domain "fields": inpatient_invoice … other
  std::string subtype;  // for `other`: what it is where that is known
  double confidence = 0;
  std::vector<SheetPage> pages;  // in reading order
};

enum class Source { ocr, text, code, derived, reviewer };

// Who vouches for a value. Each sees something that the others do not; the names in claim.json are frozen.
enum class Witness {
  reader,            // the recogniser's reading
  second_reader,     // another recogniser, or the same on another plane or scale
  code,              // QR or bar code
  text_layer,        // the file's own text
  words,             // 大写 = 小写
  row_product,       // quantity × price = amount
  column_sum,        // the rows add up to a total
  category_sum,      // a category's rows add up to its line on the bill, or its categories to the total
  page_carry,        // 本页小计, 承前页
  payment_identity,  // the shares add up to the total, as bills of the issuing province do
  check_digit,       // a number's own check character
  structure,         // a value's own form: a number's pattern, a surname, a region; too little alone to accept anything
  stay_days,         // days of stay = discharge - admission
  lexicon,           // a word of a table under templates/lexicons
  other_document,    // the same value on another paper of the claim
  seal,              // the text of a seal
  reviewer,          // a person who looked at the page
};

struct Testimony {
  Witness by = Witness::reader;
  bool agrees = true;
  std::string says;  // what it saw, for people: "12,345.60", "壹万…", "第2页 出院小结"; may be empty
};

struct Candidate {
  std::string value;
  std::string text;
  double confidence = 0;
};

// A value with where it stands. Normal forms as in the README's contract: dates YYYY-MM-DD, money "12345.60".
struct Field {
  std::string value;              // empty for a list
  std::vector<std::string> list;  // for list fields (diagnoses, diseases, hospitals)
  bool is_list = false;
  std::optional<bool> flag;  // for marks that are true or false (emergency, special_disease)
  std::string text;          // as read
  double confidence = 0;     // 0 … 1: how often such a value is right; until `check` has weighed it, the reader's own
  double reading = 0;        // the reader's own confidence, once `confidence` is weighed
  int page = 0;              // index into the claim's readings
  Box box;                   // on the page as scanned
  Source source = Source::ocr;
  bool accepted = false;  // may be taken without a person
  std::vector<Candidate> candidates;
  std::vector<Testimony> witnesses;
  std::string read_first;  // of a repaired (derived) value: what was read before; empty where nothing was repaired
};

// One testimony a witness: who agrees anywhere is kept as agreeing.
void testify(Field& field, Witness by, bool agrees, std::string says = {});
// Somebody besides the reader and the value's own form vouches for it, and nobody contradicts it.
bool has_witness(const Field& field);

// Why a field that its kind may carry has no value.
enum class Absence {
  not_printed,  // the paper has neither its label nor its value
  not_found,    // its label is there, or the kind always carries it, and no value was found
  illegible,    // its place is there and what stands in it cannot be read
};

using Row = std::map<std::string, Field>;

// A sum that the paper prints over rows of its table, and what those rows make.
struct Sum {
  enum class Kind { category, day, page, carried, cumulative, total };
  Kind kind = Kind::total;
  std::string label;     // as read: "西药费小计", "承前页"
  std::string printed;   // money, as decoded
  std::string computed;  // money: the rows' amounts added up
  int rows = 0;          // how many rows it spans
  int page = 0;          // index into the claim's readings
  Box box;               // of the printed figure, on the page as scanned
  bool holds = false;
};

struct Document {
  std::string kind;
  std::string subtype;
  double confidence = 0;
  std::vector<SheetPage> pages;
  std::map<std::string, Field> fields;
  std::map<std::string, Absence> absent;  // of the template's fields that have no value
  std::vector<Row> items;
  std::vector<std::string> row_keys;  // of the items, one each (correction.hpp); empty: nobody named them
  std::vector<Sum> sums;              // subtotals, carries and totals of the items, whether they hold or not
  // Marks gathered from the document's pages.
  struct PageMark {
    int page = 0;  // index into the claim's readings
    Box box;
    std::string text;
    std::string colour;
    std::string shape;      // of a seal: "round", "oval", "rect"
    double confidence = 0;  // of a seal's text
  };
  std::vector<PageMark> seals;
  std::vector<PageMark> signatures;
  std::vector<Code> codes;
  int pages_printed = 0;          // "共 n 页" where printed, else 0
  std::vector<int> page_numbers;  // "第 n 页" by page where printed, else 0
  std::string all_text;           // every line, for rules that look for a word; lines parted by '\n'
};

// The value of a field, or empty.
inline std::string value_of(const Document& document, const std::string& name) {
  const auto found = document.fields.find(name);
  return found == document.fields.end() ? std::string() : found->second.value;
}

}  // namespace claimpack::core
