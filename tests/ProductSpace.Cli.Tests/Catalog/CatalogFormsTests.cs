using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Tests.Catalog;

/// <summary>A catalogue in another form than CSV gives the same products.</summary>
public sealed class CatalogFormsTests : IDisposable
{
    private const string Csv =
        "product_id,category,name,price,in_stock,first_seen,colour\n"
        + "a,women/dresses|sale,\"Dress, \"\"blue\"\"\",19.99,true,2024-03-05,blue|red\n"
        + "b,shoes,Boot,5,false,,\n";

    private const string Json =
        "{\"product_id\":\"a\",\"category\":[\"women/dresses\",\"sale\"],\"name\":\"Dress, \\\"blue\\\"\",\"price\":19.99,\"in_stock\":true,\"first_seen\":\"2024-03-05\",\"colour\":[\"blue\",\"red\"]}\n"
        + "\n{\"price\":5,\"product_id\":\"b\",\"category\":\"shoes\",\"name\":\"Boot\",\"in_stock\":false,\"first_seen\":null}\n";

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_JsonLines_GivesTheProductsOfCsv()
    {
        string expected = Read(_folder.Write("p.csv", Csv));
        Assert.Contains("women/dresses|sale", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Read(_folder.Write("p.jsonl", Json)));
        using (GZipStream gzip = new(File.Create(_folder.File("p.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes("\uFEFF" + Json));
        }

        Assert.Equal(expected, Read(_folder.File("p.gz")));
    }

    [Fact]
    public async Task Read_Parquet_GivesTheProductsOfCsvWithoutItsVectors()
    {
        ParquetSchema schema = new(
            new DataField<string>("product_id"), new DataField<string>("category"), new DataField<string>("name"), new DataField<double>("price"),
            new DataField<bool>("in_stock"), new DataField<string>("first_seen"), new ListField("embedding", new DataField<float?>("element")), new DataField<string>("colour"));
        await using (FileStream target = File.Create(_folder.File("p.parquet")))
        {
            ParquetWriter writer = await ParquetWriter.CreateAsync(schema, target);
            using (ParquetRowGroupWriter group = writer.CreateRowGroup())
            {
                DataField[] fields = schema.DataFields;
                await group.WriteAsync(fields[0], new[] { "a", "b" });
                await group.WriteAsync(fields[1], new[] { "women/dresses|sale", "shoes" });
                await group.WriteAsync(fields[2], new[] { "Dress, \"blue\"", "Boot" });
                await group.WriteAsync<double>(fields[3], new double[] { 19.99, 5 }.AsMemory());
                await group.WriteAsync<bool>(fields[4], new[] { true, false }.AsMemory());
                await group.WriteAsync(fields[5], new[] { "2024-03-05", null! });
                await group.WriteAsync<float>(fields[6], new float?[] { 1, 2, 3, 4 }.AsMemory(), new[] { 0, 1, 0, 1 }.AsMemory());
                await group.WriteAsync(fields[7], new[] { "blue|red", null! });
            }

            await writer.DisposeAsync();
        }

        Assert.Equal(Read(_folder.Write("p.csv", Csv)), Read(_folder.File("p.parquet")));
    }

    [Fact]
    public void Read_JsonWithObjectsAndVectors_NamesMembersAndLeavesVectorsEmpty()
    {
        string vector = string.Join(',', Enumerable.Range(0, 300));
        string file = _folder.Write("p.jsonl", $"{{\"product_id\":7,\"price\":{{\"amount\":\"1.50 EUR\"}},\"embedding\":[{vector}],\"a\":[{{\"b\":1}},\"x\"]}}\n");
        CatalogReader reader = CatalogReader.Open(file, ColumnNames.Parse(["price=price.amount"]));
        CatalogProduct row = Assert.Single(reader.Read());
        Assert.Equal(("7", 150L), (row.Id, row.Price!.Value));
        Assert.Equal(["embedding", "a"], reader.PayloadColumns);
        Assert.Equal(["", "x"], row.Payload);
    }

    [Theory]
    [InlineData("{\"product_id\":\"a\"}\n{\"product_id\":\n", "line 2: is no JSON object")]
    [InlineData("{\"product_id\":\"a\"}\n[1]\n", "line 2: is no JSON object (an object was expected)")]
    [InlineData("{\"name\":\"a\"}\n", "product_id")]
    [InlineData("{\"product_id\":\"a\",\"price\":\"x\"}\n", "line 1, column price")]
    [InlineData("{\"product_id\":\"a\"}\n\n{\"product_id\":null,\"name\":\"x\"}\n", "line 3")]
    public void Read_WrongJson_RefusedWithItsLine(string text, string words)
    {
        string file = _folder.Write("p.jsonl", text);
        BuildInputException refusal = Assert.Throws<BuildInputException>(() => CatalogReader.Open(file, ColumnNames.Parse([])).Read().ToList());
        Assert.StartsWith(file, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    private static string Read(string file)
    {
        CatalogReader reader = CatalogReader.Open(file, ColumnNames.Parse([]), FacetNames.Parse(["colour"], "|"));
        return string.Join(
            '\n',
            reader.Read().Select(row => $"{row.Id};{row.Category};{row.Price};{row.InStock};{row.FirstSeen:O};{string.Join('/', row.Facets)};{string.Join('/', reader.PayloadColumns.Zip(row.Payload).Order())}"));
    }
}
