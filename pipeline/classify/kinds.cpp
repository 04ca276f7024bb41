#include "classify/kinds.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "core/text.hpp"

namespace claimpack::classify {

namespace {

std::vector<Phrase> phrases(const YAML::Node& list, double score) {
  std::vector<Phrase> out;
  for (const auto& node : list) {
    if (node.IsMap()) {
      for (const auto& pair : node)
        out.push_back(
            {core::to_u32(core::without_blanks(core::fold_width(pair.first.as<std::string>()))), pair.second.as<double>()});
    } else {
      out.push_back({core::to_u32(core::without_blanks(core::fold_width(node.as<std::string>()))), score});
    }
  }
  return out;
}

KindWords read(const YAML::Node& root) {
  KindWords kind;
  kind.kind = root["kind"].as<std::string>();
  kind.published_kind = kind.kind;
  if (const auto published = root["published"]) {
    kind.published_kind = published["kind"].as<std::string>();
    kind.published_subtype = published["subtype"].as<std::string>("");
  }
  const auto classify = root["classify"];
  kind.many_pages = classify["many_pages"].as<bool>(false);
  kind.two_sides = classify["two_sides"].as<bool>(false);
  kind.several_a_page = classify["several_a_page"].as<bool>(false);
  kind.titles = phrases(classify["titles"], 10);
  kind.words = phrases(classify["words"], 1);
  for (const auto& pattern : classify["patterns"])
    for (const auto& pair : pattern) {
      std::wstring wide;
      for (const char32_t c : core::to_u32(pair.first.as<std::string>())) wide += wchar_t(c);
      kind.patterns.emplace_back(std::wregex(wide), pair.second.as<double>());
    }
  kind.front = phrases(classify["front"], 1);
  kind.back = phrases(classify["back"], 1);
  return kind;
}

std::vector<std::u32string> page_words(const YAML::Node& list) {
  std::vector<std::u32string> words;
  for (const Phrase& phrase : phrases(list, 1)) words.push_back(phrase.text);
  return words;
}

core::Result<PageWords> read_page_words(const std::filesystem::path& file) {
  std::error_code wrong;
  if (!std::filesystem::exists(file, wrong))
    return core::Error{core::ErrorCode::missing_part, "The words of pages are missing", file.string(), "Restore the file"};
  try {
    const YAML::Node root = YAML::LoadFile(file.string());
    PageWords words{page_words(root["names"]), page_words(root["name_ends"]), page_words(root["numbers"])};
    if (words.names.empty() || words.numbers.empty())
      return core::Error{core::ErrorCode::bad_input, "`names` and `numbers` must name words", file.string(),
                         "Write names: [姓名] and numbers: [住院号]"};
    return words;
  } catch (const YAML::Exception& fault) {
    return core::Error{core::ErrorCode::bad_input, "The words of pages do not parse: " + fault.msg,
                       file.string() + ":" + std::to_string(fault.mark.line + 1), "Mend the line"};
  }
}

}  // namespace

core::Result<std::shared_ptr<const Kinds>> load_kinds(const std::filesystem::path& documents) {
  auto kinds = std::make_shared<Kinds>();
  std::vector<std::filesystem::path> files;
  std::error_code wrong;
  for (const auto& entry : std::filesystem::directory_iterator(documents, wrong))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  if (wrong || files.empty())
    return core::Error{core::ErrorCode::missing_part, "There are no document templates", documents.string(),
                       "Name the folder that holds templates/ with --data"};
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    try {
      kinds->all.push_back(read(YAML::LoadFile(file.string())));
    } catch (const std::regex_error& fault) {
      return core::Error{core::ErrorCode::bad_input, std::string("A pattern is no regular expression: ") + fault.what(),
                         file.string(), "Mend the pattern; claimpack templates check shows all faults"};
    } catch (const YAML::Exception& fault) {
      return core::Error{core::ErrorCode::bad_input, "The template does not parse: " + fault.msg,
                         file.string() + ":" + std::to_string(fault.mark.line + 1),
                         "Mend the line; claimpack templates check shows all faults"};
    }
  }
  auto pages = read_page_words(documents / "pages" / "words.yaml");
  if (!pages) return pages.error();
  kinds->pages = std::move(pages).value();
  return std::shared_ptr<const Kinds>(kinds);
}

std::vector<std::u32string> headings_of(const Kinds& kinds) {
  std::vector<std::u32string> headings;
  for (const auto& kind : kinds.all)
    for (const auto& title : kind.titles) headings.push_back(title.text);
  return headings;
}

}  // namespace claimpack::classify
