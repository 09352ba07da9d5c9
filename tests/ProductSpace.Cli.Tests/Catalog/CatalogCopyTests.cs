using System.Text;
using CsCheck;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Tests.Catalog;

/// <summary>What a training keeps of a catalogue reads as the catalogue did.</summary>
public sealed class CatalogCopyTests : IDisposable
{
    private static readonly string[] s_headers = ["sku", "type", "price", "availability", "created_at", "item_group_id", "title", "a;b", "x|y", "note"];
    private static readonly Gen<string> s_text = Gen.OneOf(
        OneOf("", "none", "a,b", "\"q\"", "C:\\\"", "two\nlines \\\"", "x > y", "a|b", "50 l\\/min", "\u00F6/\u00DF"),
        Gen.String[Gen.Char[" abc\"\\,;|\t>/\n"], 0, 12]);

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Copy_AnyRows_ReadTheSame() =>
        Gen.Select(
            Gen.Int[1, 10_000], s_text, OneOf("", "12.5", "1,234.50 EUR", "0"), OneOf("", "in stock", "0", "7"),
            OneOf("", "2026-03-04", "1700000000123", "2026-03-04T10:20:30.1234567Z"), s_text, s_text)
            .Array[1, 8].Sample(rows => Check(rows), iter: 200);

    private void Check((int Id, string Category, string Price, string Stock, string Seen, string Group, string Text)[] rows)
    {
        StringBuilder text = new(string.Join(',', s_headers) + "\n");
        foreach ((int id, string category, string price, string stock, string seen, string group, string note) in rows)
        {
            string[] cells = [$"p{id}", category, price, stock, seen, group, note, note, note, category];
            text.AppendJoin(',', cells.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        CatalogReader first;
        CatalogProduct[] read;
        try
        {
            first = CatalogReader.Open("p.csv", () => new MemoryStream(bytes, writable: false), ColumnNames.Parse(["category=type"]), options: new CatalogOptions(CategorySeparator: "/"));
            read = [.. first.Read()];
        }
        catch (BuildInputException)
        {
            // A quote behind a backslash in a row of several lines, which a shop's file may not have.
            return;
        }

        string path = _folder.File($"copy-{Guid.NewGuid():N}.csv");
        using (CatalogCopy copy = new(path, first))
        {
            foreach (CatalogProduct row in first.Read())
            {
                copy.Add(row);
            }
        }

        CatalogReader second = CatalogReader.Open(path, ColumnNames.None, options: CatalogOptions.Ours);
        CatalogProduct[] again = [.. second.Read()];
        Assert.Equal(first.PayloadColumns, second.PayloadColumns);
        Assert.Equal(read.Select(Facts), again.Select(Facts));
        Assert.Equal(first.Currency, second.Currency);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(number => texts[number]);

    private static string Facts(CatalogProduct row) =>
        string.Join('\u0001', [row.Id, row.Category, $"{row.Price}", $"{row.InStock}", $"{row.FirstSeen?.UtcTicks}", row.GroupId ?? "", .. row.Payload]);
}
