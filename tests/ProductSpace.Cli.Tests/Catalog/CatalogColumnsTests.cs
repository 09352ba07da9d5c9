using System.Text;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Tests.Catalog;

/// <summary>Columns of a shop's file are found by their usual names.</summary>
public class CatalogColumnsTests
{
    [Theory]
    [InlineData("product_id,category,price", "product_id, category, price")]
    [InlineData("sku,title,price,stock_qty,category", "product_id=sku, category, name=title, price, in_stock=stock_qty")]
    [InlineData("id,name,median_price,stock,first_sold", "product_id=id, name, price=median_price, in_stock=stock, first_seen=first_sold")]
    [InlineData("item_id,Title,sale_price,quantity,created_at", "product_id=item_id, name=Title, price=sale_price, in_stock=quantity, first_seen=created_at")]
    [InlineData("g:id,g:title,g:google_product_category,g:product_type,g:price,g:sale_price,g:availability,g:item_group_id,g:brand,g:link,g:image_link", "product_id=g:id, category=g:product_type, name=g:title, brand=g:brand, price=g:price, in_stock=g:availability, item_group_id=g:item_group_id")]
    [InlineData("StockCode,Description,UnitPrice", "product_id=StockCode, price=UnitPrice")]
    [InlineData("id,product_id,sku", "product_id")]
    public void Find_UsualHeaders_AreFound(string header, string found) =>
        Assert.Equal(found, string.Join(", ", Open(header + "\n").Reading.Found));

    [Fact]
    public void Payload_FeedColumns_HaveNamesWithoutPrefix()
    {
        Assert.Equal(["link", "image_link", "brand"], Open("g:id,g:link,image_link,g:brand\n").PayloadColumns);
        Assert.Equal(["g:link", "link"], Open("id,g:link,link\n").PayloadColumns);
    }

    /// <summary>The next candidate is taken where the first cannot be read.</summary>
    [Fact]
    public void Find_FirstCandidateHoldsText_NextIsTaken()
    {
        CatalogReader reader = Open("sku,availability,stock,first_sold\na,3-5 days,4,04-03-2026\nb,soon,0,05-03-2026\n");
        Assert.Equal("product_id=sku, in_stock=stock", string.Join(", ", reader.Reading.Found));
        Assert.Equal(
            [
                "the column \"availability\" is not taken as in_stock: it holds \"3-5 days\" (p.csv line 2)",
                "the column \"first_sold\" is not taken as first_seen: it holds \"04-03-2026\" (p.csv line 2)",
            ],
            reader.Reading.Notes);
        Assert.Equal([true, false], reader.Read().Select(row => row.InStock));
    }

    /// <summary>What the user names, and our own names, are no guesses: a wrong cell is refused, not passed over.</summary>
    [Theory]
    [InlineData("sku,cost\na,cheap\n", "price=cost")]
    [InlineData("sku,price\na,cheap\n", "product_id=sku")]
    public void Find_NamedColumn_StaysStrict(string text, string column) =>
        Assert.Contains("\"cheap\" is no price", Assert.Throws<BuildInputException>(() => Open(text, ColumnNames.Parse([column])).Read().ToList()).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_TwoColumnsOfOneName_Refused() =>
        Assert.Contains("names the column \"sku\" twice", Assert.Throws<BuildInputException>(() => Open("sku,sku\n")).Message, StringComparison.Ordinal);

    /// <summary>A forged header of a million names costs what it is long.</summary>
    [Fact]
    public void Find_EndlessHeader_EndsSoon()
    {
        CatalogReader reader = Open("id," + string.Join(',', Enumerable.Range(0, 300_000).Select(number => $"g:c{number}")) + "\n");
        Assert.Equal(300_000, reader.PayloadColumns.Count);
        Assert.Equal("c299999", reader.PayloadColumns[^1]);
    }

    private static CatalogReader Open(string text, ColumnNames? names = null) =>
        CatalogReader.Open("p.csv", () => new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false), names ?? ColumnNames.None);
}
