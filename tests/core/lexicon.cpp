#include "core/lexicon.hpp"

#include "catch.hpp"
#include "core/text.hpp"

using namespace claimpack::core;

namespace {

// Every character surely read.
std::vector<Letter> letters(std::u32string_view text, double probability = 0.99) {
  std::vector<Letter> out;
  for (const char32_t c : text) out.push_back({c, probability, {}});
  return out;
}

void doubt(std::vector<Letter>& all, std::size_t at, double probability, std::vector<std::pair<char32_t, double>> others) {
  all[at].probability = probability;
  all[at].others = std::move(others);
}

Lexicon drugs() {
  return Lexicon({{"注射用头孢呋辛钠", "", {}},
                  {"头孢呋辛酯片", "", {}},
                  {"头孢西丁钠", "", {}},
                  {"氯化钠注射液", "", {}},
                  {"氟化钠注射液", "", {}},
                  {"葡萄糖注射液", "", {}},
                  {"一次性使用输液器", "", {}},
                  {"中国工商银行", "", {"工商银行"}},
                  {"Ⅲ级护理", "", {}}});
}

Lookalikes alike() {
  Lookalikes out;
  out.add(U'钴', U'钻', 0.25);
  out.add(U'呋', U'味', 0.3);
  out.add_thin(U'一', 0.45);
  return out;
}

Nearest nearest(const std::vector<Letter>& query, Fit fit = Fit::inside) {
  return nearest_of(drugs().near(query, alike(), fit), query);
}

}  // namespace

TEST_CASE("a word is found as it is written, folded and by its other names") {
  const Lexicon all = drugs();
  REQUIRE(all.find("中国工商银行"));
  CHECK(all.find("工商银行") == all.find("中国工商银行"));
  CHECK(all.find("III级护理") == all.find("Ⅲ级护理"));
  CHECK_FALSE(all.find("工商"));
  CHECK_FALSE(all.find(""));
  REQUIRE(all.longest_prefix("葡萄糖注射液500ml"));
  CHECK(all.words()[*all.longest_prefix("葡萄糖注射液500ml")].text == "葡萄糖注射液");
  CHECK_FALSE(all.longest_prefix("甲葡萄糖注射液"));
}

TEST_CASE("the longest known word inside a reading, the rest left alone") {
  const auto found = nearest(letters(U"甲注射用头孢呋辛钠0.75g"));
  REQUIRE(found.decided());
  CHECK(found.best->exact());
  CHECK(found.best->text == "注射用头孢呋辛钠");
  CHECK(found.best->begin == 1);
  CHECK(found.best->end == 9);
}

TEST_CASE("fits: the whole, the beginning, anywhere") {
  CHECK_FALSE(nearest(letters(U"葡萄糖注射液500ml"), Fit::whole).best);
  CHECK(nearest(letters(U"葡萄糖注射液500ml"), Fit::prefix).best);
  CHECK_FALSE(nearest(letters(U"甲葡萄糖注射液"), Fit::prefix).best);
  CHECK(nearest(letters(U"甲葡萄糖注射液"), Fit::inside).best);
}

TEST_CASE("the reader's own doubt makes a word near") {
  auto query = letters(U"葡荀糖注射液");
  doubt(query, 1, 0.5, {{U'萄', 0.4}});
  const auto found = nearest(query);
  REQUIRE(found.decided());
  REQUIRE(found.best->edits.size() == 1);
  CHECK(found.best->edits[0].at == 1);
  CHECK(found.best->edits[0].read == U'荀');
  CHECK(found.best->edits[0].meant == U'萄');
  CHECK_FALSE(found.best->edits[0].sure);
  CHECK(found.best->distance < 0.2);
}

TEST_CASE("the nearer the reader was to the other character, the nearer the word") {
  auto near = letters(U"葡荀糖注射液"), far = near;
  doubt(near, 1, 0.5, {{U'萄', 0.4}});
  doubt(far, 1, 0.7, {{U'萄', 0.02}});
  CHECK(nearest(near).best->distance < nearest(far).best->distance);
}

TEST_CASE("a character that nothing speaks for makes no word near") {
  auto query = letters(U"葡荀糖注射液");
  doubt(query, 1, 0.4, {{U'葵', 0.3}});
  CHECK_FALSE(nearest(query).best);
  // At full price it is found where it is asked for, at a distance of one character in seven.
  auto long_query = letters(U"注射用头包呋辛钠");
  const auto words = drugs().near(long_query, alike(), Fit::whole, true);
  REQUIRE(words.size() == 1);
  CHECK(words[0].distance == Approx(1.0));
  CHECK(words[0].edits.at(0).sure);
  CHECK(drugs().near(long_query, alike(), Fit::whole, false).empty());
}

TEST_CASE("full edits find dropped and added characters too") {
  const auto dropped = drugs().near(letters(U"注射用孢呋辛钠"), alike(), Fit::whole, true);
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].edits.at(0).read == 0);
  CHECK(dropped[0].edits.at(0).meant == U'头');
  const auto added = drugs().near(letters(U"注射用头头孢呋辛钠"), alike(), Fit::whole, true);
  REQUIRE(added.size() == 1);
  CHECK(added[0].edits.at(0).meant == 0);
}

TEST_CASE("a likeness in a sure character is an edit of a sure character") {
  const auto found = nearest(letters(U"注射用头孢味辛钠"));
  REQUIRE(found.decided());
  REQUIRE(found.best->edits.size() == 1);
  CHECK(found.best->edits[0].sure);
  CHECK(found.best->distance >= 0.7);
}

TEST_CASE("a character that readers drop comes back") {
  const auto found = nearest(letters(U"次性使用输液器"), Fit::whole);
  REQUIRE(found.decided());
  REQUIRE(found.best->edits.size() == 1);
  CHECK(found.best->edits[0].read == 0);
  CHECK(found.best->edits[0].meant == U'一');
  CHECK(found.best->edits[0].at == 0);
}

TEST_CASE("two words nearly as near: nothing is decided") {
  // 氰 is neither; the reader thought of both.
  auto query = letters(U"氰化钠注射液");
  doubt(query, 0, 0.4, {{U'氯', 0.25}, {U'氟', 0.22}});
  const auto found = nearest(query);
  REQUIRE(found.best);
  REQUIRE(found.rival);
  CHECK_FALSE(found.decided());
}

TEST_CASE("a weak reading that is a word has a rival where the reader thought of another word") {
  auto weak = letters(U"氟化钠注射液");
  doubt(weak, 0, 0.5, {{U'氯', 0.45}});
  CHECK(nearest(weak).best->text == "氟化钠注射液");
  CHECK_FALSE(nearest(weak).decided());
  CHECK(nearest(letters(U"氟化钠注射液")).decided());
}

TEST_CASE("doubts, likenesses and hostile lengths end") {
  Lookalikes all;
  for (char32_t a = U'一'; a < U'一' + 20; ++a)
    for (char32_t b = a + 1; b < U'一' + 20; ++b) all.add(a, b, 0.1);
  std::vector<Lexicon::Word> words;
  for (char32_t a = 0; a < 20; ++a)
    for (char32_t b = 0; b < 20; ++b)
      for (char32_t c = 0; c < 20; ++c) {
        std::u32string text;
        for (int i = 0; i < 4; ++i)
          for (const char32_t d : {a, b, c}) text += U'一' + d;
        words.push_back({to_utf8(text), "", {}});
      }
  const Lexicon many(std::move(words));
  std::vector<Letter> query = letters(std::u32string(80, U'丁'), 0.1);
  for (auto& letter : query) letter.others = {{U'一', 0.1}, {U'丂', 0.1}, {U'七', 0.1}, {U'丄', 0.1}};
  CHECK_NOTHROW(many.near(query, all, Fit::inside, true));
  CHECK(many.near({}, all, Fit::inside).empty());
  CHECK(Lexicon({}).near(query, all, Fit::inside).empty());
}

TEST_CASE("a likeness counts both ways, the cheaper price stands") {
  Lookalikes all;
  all.add(U'钴', U'钻', 0.5);
  all.add(U'钻', U'钴', 0.25);
  REQUIRE(all.of(U'钴').size() == 1);
  CHECK(all.of(U'钴')[0].second == Approx(0.25));
  REQUIRE(all.of(U'钻').size() == 1);
  CHECK(all.of(U'钻')[0].second == Approx(0.25));
  CHECK(all.of(U'铁').empty());
}
