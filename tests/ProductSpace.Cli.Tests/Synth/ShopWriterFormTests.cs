using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Tests.Synth;

/// <summary>The files have the stated forms and agree with each other.</summary>
public sealed class ShopWriterFormTests : IDisposable
{
    private static readonly Regex CommaOutsideQuotes = new(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    private readonly TemporaryShop _shop = TemporaryShop.Write(TemporaryShop.Small);

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData(ShopWriter.VectorsFile)]
    [InlineData(ShopWriter.NextFile)]
    public void Write_Matrix_RowsOfDimensionAndFiniteNumbers(string name)
    {
        byte[] bytes = _shop.Bytes(name);
        int rowBytes = 4 + (4 * 20);
        Assert.Equal(3_000 * rowBytes, bytes.Length);
        for (int row = 0; row < 3_000; row++)
        {
            ReadOnlySpan<byte> part = bytes.AsSpan(row * rowBytes, rowBytes);
            Assert.Equal(20, BinaryPrimitives.ReadInt32LittleEndian(part));
            float sum = 0;
            for (int i = 0; i < 20; i++)
            {
                float x = BinaryPrimitives.ReadSingleLittleEndian(part[(4 + (4 * i))..]);
                sum += x * x;
            }

            Assert.InRange(sum, 1e-3f, 1e6f);
        }
    }

    [Fact]
    public void Write_Ids_OneDistinctIdAProduct() =>
        Assert.Equal(3_000, _shop.Lines(ShopWriter.IdsFile).Distinct().Count());

    [Fact]
    public void Write_Products_FieldsParse()
    {
        string[] ids = _shop.Lines(ShopWriter.IdsFile);
        string[] lines = _shop.Lines(ShopWriter.ProductsFile);
        Assert.Equal("product_id,category,name,price,in_stock,first_seen", lines[0]);
        int row = 0;
        var extras = new HashSet<string>();
        bool comma = false;
        for (; row < lines.Length - 1; row++)
        {
            string[] fields = CommaOutsideQuotes.Split(lines[row + 1]);
            Assert.Equal(6, fields.Length);
            Assert.Equal(ids[row], fields[0]);
            string[] paths = fields[1].Split('|');
            Assert.Equal(3, paths[0].Split('/').Length);
            Assert.All(paths[0].Split('/'), Assert.NotEmpty);
            extras.UnionWith(paths[1..]);
            comma |= fields[2].Contains(',', StringComparison.Ordinal);
            Assert.True(decimal.Parse(fields[3], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) > 0);
            Assert.Contains(fields[4], new[] { "0", "1" });
            Assert.True(DateOnly.TryParseExact(fields[5], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        }

        Assert.Equal(3_000, row);
        Assert.Equal(["new-in", "sale"], extras.Order());
        Assert.True(comma, "No name carries a comma, so quoting goes unexercised.");
    }

    [Fact]
    public void Write_Sessions_KnownProductsRisingTimesAndEventTypes()
    {
        var ids = _shop.Lines(ShopWriter.IdsFile).ToHashSet();
        string[] lines = _shop.Lines(ShopWriter.SessionsFile);
        Assert.Equal("session_id,timestamp,product_id,event_type", lines[0]);
        var types = new HashSet<string>();
        var sessions = new HashSet<string>();
        (string session, long time) last = ("", 0);
        foreach (string line in lines.Skip(1))
        {
            string[] fields = line.Split(',');
            Assert.Equal(4, fields.Length);
            long time = long.Parse(fields[1], CultureInfo.InvariantCulture);
            Assert.True(fields[0] != last.session || time > last.time, line);
            Assert.Contains(fields[2], ids);
            types.Add(fields[3]);
            sessions.Add(fields[0]);
            last = (fields[0], time);
        }

        Assert.Equal(4_000, sessions.Count);
        Assert.Equal(["cart", "purchase", "view"], types.Order());
    }

    [Fact]
    public void Write_Directory_HoldsTheFiveFilesAlone() =>
        Assert.Equal(TemporaryShop.Files, Directory.GetFiles(_shop.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
