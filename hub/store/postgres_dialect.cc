#include "hub/store/postgres_dialect.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"

namespace headwater::store {
namespace {

constexpr std::string_view kWalk = "/* walk */";
constexpr std::string_view kNow = "/* now */";
constexpr std::string_view kNowInsert = "/* now */ INSERT INTO";
constexpr std::string_view kLater = "/* later */";
// PostgreSQL numbers parameters with 16 bits.
constexpr int kParametersMax = 65535;

enum class Kind { kSpace, kWord, kParameter, kString, kOther };

struct Token {
  Kind kind;
  std::string_view text;
};

bool IsWordByte(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Past the end of what `quote` began at `at`; a doubled quote is part of it.
size_t SkipQuoted(std::string_view text, size_t at, char quote) {
  for (++at; at < text.size(); ++at) {
    if (text[at] != quote) continue;
    if (at + 1 == text.size() || text[at + 1] != quote) return at + 1;
    ++at;
  }
  return at;
}

size_t SkipPast(std::string_view text, size_t at, std::string_view end) {
  const size_t found = text.find(end, at);
  return found == std::string_view::npos ? text.size() : found + end.size();
}

template <typename Predicate>
size_t SkipWhile(std::string_view text, size_t at, Predicate holds) {
  while (at < text.size() && holds(text[at])) ++at;
  return at;
}

bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

Token TokenAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  const auto until = [&](Kind kind, size_t end) { return Token{kind, text.substr(at, end - at)}; };
  if (IsSpace(rest[0])) return until(Kind::kSpace, SkipWhile(text, at, IsSpace));
  if (rest.starts_with("--")) return until(Kind::kSpace, SkipPast(text, at, "\n"));
  if (rest.starts_with("/*")) return until(Kind::kSpace, SkipPast(text, at + 2, "*/"));
  if (rest[0] == '\'') return until(Kind::kString, SkipQuoted(text, at, '\''));
  if (rest[0] == '"') return until(Kind::kOther, SkipQuoted(text, at, '"'));
  if (rest[0] == '$' && rest.size() > 1 && IsDigit(rest[1])) {
    return until(Kind::kParameter, SkipWhile(text, at + 1, IsDigit));
  }
  if (IsWordByte(rest[0])) return until(Kind::kWord, SkipWhile(text, at, IsWordByte));
  return until(Kind::kOther, at + 1);
}

std::vector<Token> TokensOf(std::string_view text) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < text.size(); at += tokens.back().text.size()) {
    tokens.push_back(TokenAt(text, at));
  }
  return tokens;
}

// The place of the next token that is not space, or the end.
size_t After(const std::vector<Token>& tokens, size_t at) {
  ++at;
  while (at < tokens.size() && tokens[at].kind == Kind::kSpace) ++at;
  return at;
}

bool IsWord(const std::vector<Token>& tokens, size_t at, std::string_view word) {
  return at < tokens.size() && tokens[at].kind == Kind::kWord && tokens[at].text == word;
}

bool IsColumn(const Token& token, const std::vector<bool>& columns) {
  size_t number = 0;
  return token.kind == Kind::kParameter &&
         absl::SimpleAtoi(base::AbslView(token.text.substr(1)), &number) && number >= 1 &&
         number <= columns.size() && columns[number - 1];
}

// Those from `begin` to `end`. Of the parameters in `columns`, $n is the column p.cn.
std::string Translate(const std::vector<Token>& tokens, size_t begin, size_t end,
                      const std::vector<bool>& columns = {}) {
  std::string out;
  for (size_t i = begin; i < end; ++i) {
    const Token& token = tokens[i];
    if (IsWord(tokens, i, "WITHOUT") && IsWord(tokens, After(tokens, i), "ROWID")) {
      i = After(tokens, i);
    } else if (IsWord(tokens, i, "BLOB")) {
      out += "BYTEA";
    } else if (IsWord(tokens, i, "INTEGER")) {
      out += "BIGINT";
    } else if ((IsWord(tokens, i, "x") || IsWord(tokens, i, "X")) && i + 1 < tokens.size() &&
               tokens[i + 1].kind == Kind::kString) {
      out += "'\\x";
      out += tokens[++i].text.substr(1);
      out += "::BYTEA";
    } else if (IsColumn(token, columns)) {
      out += "p.c";
      out += token.text.substr(1);
    } else {
      out += token.text;
    }
  }
  return out;
}

// The place of the bracket that closes the one at `open`, or the end.
size_t ClosingOf(const std::vector<Token>& tokens, size_t open) {
  int depth = 0;
  for (size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].text == "(") ++depth;
    if (tokens[i].text == ")" && --depth == 0) return i;
  }
  return tokens.size();
}

// INSERT INTO t(a, b) VALUES($1, 0) becomes
// INSERT INTO t(a, b) SELECT p.c1, 0 FROM unnest($1) AS p(c1).
std::string ManyRows(const std::vector<Token>& tokens, const std::vector<bool>& varies) {
  const auto values = std::find_if(tokens.begin(), tokens.end(), [](const Token& token) {
    return token.kind == Kind::kWord && token.text == "VALUES";
  });
  const auto at = static_cast<size_t>(values - tokens.begin());
  const size_t open = After(tokens, at);
  if (varies.empty() || open >= tokens.size() || tokens[open].text != "(") return "";
  const size_t close = ClosingOf(tokens, open);
  if (close == tokens.size() || After(tokens, close) < tokens.size()) return "";
  std::string arrays;
  std::string names;
  for (size_t i = 0; i < varies.size(); ++i) {
    if (!varies[i]) continue;
    absl::StrAppend(&arrays, arrays.empty() ? "$" : ", $", i + 1);
    absl::StrAppend(&names, names.empty() ? "c" : ", c", i + 1);
  }
  return absl::StrCat(Translate(tokens, 0, at), "SELECT ",
                      Translate(tokens, open + 1, close, varies), " FROM unnest(", arrays,
                      ") AS p(", names, ")");
}

void CountParameters(const std::vector<Token>& tokens, PostgresText& out) {
  std::vector<int> numbers;
  for (const Token& token : tokens) {
    if (token.kind != Kind::kParameter) continue;
    int number = 0;
    // One that is no number, or too high, is left to the database to refuse.
    if (!absl::SimpleAtoi(base::AbslView(token.text.substr(1)), &number) || number < 1 ||
        number > kParametersMax) {
      out.parameters_complete = false;
      continue;
    }
    numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (numbers.empty()) return;
  out.parameters = numbers.back();
  out.parameters_complete &= numbers.size() == static_cast<size_t>(out.parameters);
}

void FindEffect(const std::vector<Token>& tokens, PostgresText& out) {
  constexpr size_t kBeforeFirst = static_cast<size_t>(-1);
  const size_t verb = After(tokens, kBeforeFirst);
  if (IsWord(tokens, verb, "SELECT") || IsWord(tokens, verb, "VALUES")) {
    out.is_query = true;
    return;
  }
  size_t table = After(tokens, verb);
  if (IsWord(tokens, verb, "INSERT") && IsWord(tokens, table, "INTO")) {
    table = After(tokens, table);
  } else if (IsWord(tokens, verb, "DELETE") && IsWord(tokens, table, "FROM")) {
    table = After(tokens, table);
  } else if (!IsWord(tokens, verb, "UPDATE")) {
    out.writes_any = true;
    return;
  }
  if (table < tokens.size() && tokens[table].kind == Kind::kWord) {
    out.written_table = tokens[table].text;
  } else {
    out.writes_any = true;
  }
}

}  // namespace

std::string ManyRowsOf(std::string_view text, const std::vector<bool>& varies) {
  return ManyRows(TokensOf(text), varies);
}

PostgresText ToPostgres(std::string_view text) {
  const std::vector<Token> tokens = TokensOf(text);
  PostgresText out;
  out.text = Translate(tokens, 0, tokens.size());
  CountParameters(tokens, out);
  FindEffect(tokens, out);
  out.now = text.starts_with(kNow);
  out.later = text.starts_with(kLater);
  std::string_view statement = text;
  if (text.starts_with(kNowInsert)) statement.remove_prefix(kNow.size() + 1);
  const bool inserts = statement.starts_with("INSERT INTO");  // and with no other comment
  if (inserts && out.parameters_complete) {
    out.many_rows = ManyRows(tokens, std::vector<bool>(static_cast<size_t>(out.parameters), true));
  }
  out.walks = out.is_query && text.starts_with(kWalk);
  return out;
}

}  // namespace headwater::store
