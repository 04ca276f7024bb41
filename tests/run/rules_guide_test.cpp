// docs/rules-guide.zh.md, followed word by word: its files are written, its commands run in a scratch folder, and what they
// print must be what the page shows ("…" stands for what it leaves out).
#include <array>
#include <cstdio>
#include <cstdlib>
#include <regex>
#include <sstream>

#include "catch.hpp"
#include "check/vocabulary.hpp"
#include "run/made_scans.hpp"

namespace fs = std::filesystem;
using namespace claimpack;

namespace {

const std::string guide = std::string(CLAIMPACK_SOURCE) + "/docs/rules-guide.zh.md";

struct Block {
  int line = 0;      // of its first line in the page
  std::string info;  // what stands behind the fence
  std::vector<std::string> lines;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::vector<Block> blocks_of(const std::string& page) {
  std::vector<Block> blocks;
  bool inside = false;
  int number = 0;
  for (const auto& line : lines_of(page)) {
    ++number;
    if (line.rfind("```", 0) == 0) {
      if (!inside) blocks.push_back({number + 1, line.substr(3), {}});
      inside = !inside;
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

std::string output_of(const std::string& command, const fs::path& folder) {
  const auto script = "cd '" + folder.string() + "' && export CLAIMPACK_DATA='" CLAIMPACK_SOURCE "' PATH='" +
                      fs::path(CLAIMPACK_BINARY).parent_path().string() + "':\"$PATH\" && { " + command + "\n} 2>&1";
  std::string out;
  FILE* pipe = ::popen(script.c_str(), "r");
  REQUIRE(pipe);
  std::array<char, 4096> piece{};
  for (std::size_t n = 0; (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) out.append(piece.data(), n);
  ::pclose(pipe);
  return out;
}

bool line_fits(const std::string& shown, const std::string& printed) {
  const std::string dots = "…";
  std::size_t at = 0, from = 0;
  for (bool first = true;; first = false) {
    const auto next = shown.find(dots, from);
    const auto part = shown.substr(from, next == std::string::npos ? next : next - from);
    const bool last = next == std::string::npos;
    if (last && !first)
      return printed.size() >= at + part.size() && printed.compare(printed.size() - part.size(), part.size(), part) == 0;
    const auto found = first ? (printed.compare(0, part.size(), part) == 0 ? 0 : std::string::npos) : printed.find(part, at);
    if (found == std::string::npos) return false;
    at = found + part.size();
    if (last) return at == printed.size();
    from = next + dots.size();
  }
}

// A line that is "…" alone stands for any lines.
bool fits(const std::vector<std::string>& shown, std::size_t s, const std::vector<std::string>& printed, std::size_t p) {
  if (s == shown.size()) return p == printed.size();
  if (shown[s] == "…") {
    for (auto skip = p; skip <= printed.size(); ++skip)
      if (fits(shown, s + 1, printed, skip)) return true;
    return false;
  }
  return p < printed.size() && line_fits(shown[s], printed[p]) && fits(shown, s + 1, printed, p + 1);
}

// Every command with the lines that the page shows below it. Returns how many there were.
int follow(const Block& block, const fs::path& folder) {
  int commands = 0;
  for (std::size_t i = 0; i < block.lines.size();) {
    INFO(guide << ":" << block.line + static_cast<int>(i));
    REQUIRE(block.lines[i].rfind("$ ", 0) == 0);
    const auto command = block.lines[i].substr(2);
    std::vector<std::string> shown;
    for (++i; i < block.lines.size() && block.lines[i].rfind("$ ", 0) != 0; ++i) shown.push_back(block.lines[i]);
    const auto out = output_of(command, folder);
    INFO("$ " << command << "\nshown:\n" << joined(shown) << "printed:\n" << out);
    CHECK(fits(shown, 0, lines_of(out), 0));
    ++commands;
  }
  return commands;
}

}  // namespace

TEST_CASE("dots stand for what is left out, and for nothing else") {
  CHECK(line_fits("abc", "abc"));
  CHECK_FALSE(line_fits("abc", "abcd"));
  CHECK(line_fits("a…d", "abcd"));
  CHECK(line_fits("…d", "abcd"));
  CHECK(line_fits("a…", "abcd"));
  CHECK_FALSE(line_fits("a…x", "abcd"));
  CHECK_FALSE(line_fits("b…d", "abcd"));
  CHECK(fits({"a", "…", "d"}, 0, {"a", "b", "c", "d"}, 0));
  CHECK_FALSE(fits({"a", "…", "d"}, 0, {"a", "b", "c"}, 0));
  CHECK_FALSE(fits({"a"}, 0, {"a", "b"}, 0));
}

TEST_CASE("the guide to rules can be followed word by word") {
  const made::Folder folder;
  const std::regex place("(?:yaml|json) (文件|接在)=(.+)");
  int files = 0, commands = 0;
  for (const auto& block : blocks_of(made::content(guide))) {
    INFO(guide << ":" << block.line << " ```" << block.info);
    std::smatch named;
    if (block.info == "console") {
      commands += follow(block, folder.path);
      continue;
    }
    REQUIRE(std::regex_match(block.info, named, place));  // no file that nobody tries
    const auto file = folder / named[2].str();
    fs::create_directories(file.parent_path());
    const bool append = named[1] == "接在";
    REQUIRE(fs::exists(file) == append);
    made::write(file, (append ? made::content(file) : std::string()) + joined(block.lines));
    ++files;
  }
  CHECK(files >= 6);
  CHECK(commands >= 12);
}

TEST_CASE("the guide to rules names every fact and every kind of paper") {
  const auto page = made::content(guide);
  auto names = check::plain_facts();
  names.insert(names.end(), check::all_kinds().begin(), check::all_kinds().end());
  for (const auto& name : names) {
    INFO(name);
    CHECK(page.find("| `" + name + "` |") != std::string::npos);
  }
}
