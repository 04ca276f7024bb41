// A document kind's template, as templates/documents/<kind>.yaml says it.
#pragma once

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "extract/embedded.hpp"
#include "extract/extract.hpp"
#include "extract/lexicons.hpp"

namespace claimpack::extract {

// What a value looks like; values.hpp reads each.
enum class Type {
  text,
  name,
  clerk,
  sex,
  age,
  date,
  date_from,
  date_until,
  money,
  money_words,
  price,
  quantity,
  unit,
  ratio,
  digits,
  code,
  check_code,
  id_number,
  bank_card,
  phone,
  department,
  bed,
  days,
  hospital,
  bank,
  region,
  ethnicity,
  choice,
  diagnoses,
  hospitals,
  block,
  address,
  insurance_class,
  item_name,
  remark,
  index
};

std::optional<Type> type_named(const std::string& name);  // as templates write it

struct FieldTemplate {
  std::string name;
  Type type = Type::text;
  std::vector<std::u32string> labels;             // folded, without blanks; the earlier the better
  std::size_t length_min = 0, length_max = 1000;  // characters, for digits and code
  bool whole = false;                             // the label is no tail of a longer word (合计 in 床位费合计)
  bool glued = false;                             // label and value stand without colon or gap (cards)
  std::string prefer;                             // largest | total | left | topmost | lowest; else the best-scored
  std::string anywhere;               // title | top | bottom | bottom_first | any | top_code: where it may stand without a label
  std::vector<std::wregex> patterns;  // in running text; the first group is the value
  bool patterns_first = false;
  std::vector<std::u32string> options;  // of a choice
  std::vector<std::string> lexicons;    // files of templates/lexicons that know its words
};

struct ColumnTemplate {
  std::string name;
  Type type = Type::text;
  std::vector<std::u32string> labels;
  bool internal = false;     // helps to cut the table, is not given out
  bool splits_unit = false;  // "10/次": quantity and unit
  std::vector<std::string> lexicons;
};

struct ItemsTemplate {
  bool present = false;
  bool slips = false;  // a prescription's numbered list instead of a table
  int columns_min = 3;
  std::vector<ColumnTemplate> columns;
  std::vector<std::string> needs;
  std::vector<std::u32string> stops, skips, group_date, group_category, starts;
  std::vector<std::string> lexicons;                            // of the names on slips, which have no columns
  std::map<core::Sum::Kind, std::vector<std::u32string>> sums;  // words of subtotals, carries, totals
  std::vector<std::u32string> categories;  // of a bill: what its lines are called, for tables whose heading is lost
};

struct DocumentTemplate {
  std::string kind, title, file;
  std::vector<FieldTemplate> fields;
  std::vector<std::u32string> stops;           // labels that end a value and are no field
  std::vector<std::string> always;             // fields that the kind always carries
  std::vector<std::vector<std::string>> grid;  // fields of the uniform form by rows, as printed; "" for a free cell
  ItemsTemplate items;
  std::map<std::string, std::vector<std::u32string>> marks;  // flag -> words that set it
};

class Templates {
 public:
  std::map<std::string, DocumentTemplate> by_kind;
  std::shared_ptr<const Lexicons> lexicons;  // null where none were asked for
  // How a hospital's own paper of a kind speaks (refine.hpp), by the hospital's name, folded, without blanks.
  struct Refined {
    std::string hospital;
    DocumentTemplate document;
  };
  std::vector<Refined> refined;
  std::vector<Vocabulary> vocabularies;  // of data that files carry beside their pages
};

}  // namespace claimpack::extract
