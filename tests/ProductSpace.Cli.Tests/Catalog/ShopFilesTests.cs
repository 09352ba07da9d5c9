using System.Text;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Tests.Catalog;

/// <summary>Catalogues as spreadsheets, feeds and clusters write them.</summary>
public class ShopFilesTests
{
    [Theory]
    [InlineData("product_id,name,category\np-1,\"OLED 41\\\"\",tv\np-2,\"OLED 42\\\"\",tv\n", 2)]
    [InlineData("product_id,category,name\np-1,tv,\"OLED 41\\\"\"\np-2,tv,\"OLED 42\\\"\"\n", 2)]
    [InlineData("product_id,name,category\np-1,Plain,tv\np-2,\"Lined \\\"Nord\\\" boot, black\",tv\n", 3)]
    [InlineData("product_id,name\np-1,Plain\np-2,\"6\" boot\"\n", 3)]
    public void Read_BackslashBeforeAQuote_RefusedAtTheLine(string text, int line)
    {
        string message = Assert.Throws<BuildInputException>(() => Read(text)).Message;
        Assert.StartsWith($"p.csv line {line}: text follows the closing quote of a cell; write a quote inside a quoted cell twice", message, StringComparison.Ordinal);
    }

    /// <summary>The quote that a backslash leaves open closes where the next cell begins: no text follows it.</summary>
    [Fact]
    public void Read_BackslashThatSwallowsARow_Refused() =>
        Assert.StartsWith(
            "p.csv line 2: the row goes on over line ends, and holds a quote after a backslash",
            Assert.Throws<BuildInputException>(() => Read("product_id,name,more\np-1,\"41\\\"\",\np-2,\",x\np-3,a,b\n")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Read_QuotedBackslash_IsText()
    {
        CatalogProduct[] rows = Read("product_id,name\np-1,\"C:\\\"\np-2,\"a \"\"b\"\"\"\n").Rows;
        Assert.Equal(["C:\\", "a \"b\""], rows.Select(row => row.Payload[0]));
    }

    [Fact]
    public void Read_EmptyRows_AreSkippedAndCounted()
    {
        (CatalogProduct[] rows, CatalogReader reader) = Read("product_id,category,price\np-1,a,1\n,,\n , \t,\np-2,a,2\n,,\n\n");
        Assert.Equal(["p-1", "p-2"], rows.Select(row => row.Id));
        Assert.Equal(3, reader.Reading.EmptyRows);
        Assert.Contains("line 3, column product_id: is empty", Assert.Throws<BuildInputException>(() => Read("product_id,price\np-1,1\n,2\n")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("\\N")]
    [InlineData("NaN")]
    [InlineData("None")]
    [InlineData(" nan ")]
    public void Read_WordsForNothing_AreNothing(string nothing)
    {
        (CatalogProduct[] rows, _) = Read(
            $"product_id,category,price,in_stock,first_seen,brand,name\na,{nothing},{nothing},{nothing},{nothing},{nothing},{nothing}\n",
            facets: FacetNames.Parse(["brand"], "|"));
        CatalogProduct row = Assert.Single(rows);
        Assert.Equal((string.Empty, null, true, null), (row.Category, row.Price, row.InStock, row.FirstSeen));
        Assert.Equal([string.Empty], row.Facets);
        Assert.All(row.Payload, cell => Assert.Empty(cell));
        Assert.Contains("every product needs an id", Assert.Throws<BuildInputException>(() => Read($"product_id,price\n{nothing},2\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MerchantFeed_ColumnsAreFound()
    {
        (CatalogProduct[] rows, CatalogReader reader) = Read(
            "id,title,google_product_category,price,availability\np-1,Boot,Apparel > Shoes,89.90 EUR,in stock\np-2,Low,Apparel > Shoes > TV/Video,79.90 EUR,out of stock\n");
        Assert.Equal(["Apparel/Shoes", "Apparel/Shoes/TV\u2215Video"], rows.Select(row => row.Category));
        Assert.Equal([8990L, 7990L], rows.Select(row => row.Price!.Value));
        Assert.Equal([true, false], rows.Select(row => row.InStock));
        Assert.Equal("Boot", rows[0].Payload[reader.PayloadColumns.ToList().IndexOf("name")]);
        Assert.Equal((">", "EUR"), (reader.Reading.CategorySeparator, reader.Reading.Currency));
        Assert.Equal(["product_id=id", "category=google_product_category", "name=title", "in_stock=availability"], reader.Reading.Columns);
    }

    [Fact]
    public void Read_FeedWithPrefixesAndBlanks_ColumnsAreFoundUnlessNamed()
    {
        const string text = "g:id\tTitle\tproduct type\tgoogle product category\tg:price\tg:item_group_id\nv-1\tBoot\tShoes > Boots\t187\t5 USD\tp-1\n";
        Assert.Equal(("v-1", "Shoes/Boots", 500L), One(ColumnNames.None));
        Assert.Equal(("p-1", "Shoes/Boots", 500L), One(ColumnNames.Parse(["product_id=g:item_group_id", "category=product type", "price=g:price"])));

        (string Id, string Category, long? Price) One(ColumnNames names)
        {
            CatalogProduct row = Assert.Single(Read(text, names).Rows);
            return (row.Id, row.Category, row.Price);
        }
    }

    [Fact]
    public void Read_GuessThatCannotBeRead_IsPayloadAndNoted()
    {
        (CatalogProduct[] rows, CatalogReader reader) = Read("id,product_id,availability,title\n1,p,gone,x\n");
        Assert.Equal(("p", true), (rows[0].Id, rows[0].InStock));
        Assert.Equal(["id", "availability", "name"], reader.PayloadColumns);
        Assert.Equal(["name=title"], reader.Reading.Columns);
        Assert.Equal("the column \"availability\" is not taken as in_stock: it holds \"gone\" (p.csv line 2)", Assert.Single(reader.Reading.Notes));
    }

    [Fact]
    public void Read_TwoCurrencies_Refused() =>
        Assert.Contains(
            "line 3, column price: \"5 USD\" is in another currency than EUR of the rows before",
            Assert.Throws<BuildInputException>(() => Read("product_id,price\na,4 EUR\nb,5 USD\n")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("a > b > c", null, "a/b/c")]
    [InlineData("a > b|sale", null, "a/b|sale")]
    [InlineData("50 l/min > b", null, "50 l\u2215min/b")]
    [InlineData("a/b", null, "a/b")]
    [InlineData("a>b", null, "a>b")]
    [InlineData("a>b", ">", "a/b")]
    [InlineData("a :: b/c::d", "::", "a/b\u2215c/d")]
    [InlineData("a|b", "|", "a/b")]
    [InlineData("x > 40 cm", "/", "x > 40 cm")]
    [InlineData("/ > ", ">", "\u2215")]
    public void Read_Categories_BecomePaths(string cell, string? separator, string path)
    {
        CatalogProduct row = Assert.Single(Read($"product_id,category\np,{cell}\n", options: new CatalogOptions(CategorySeparator: separator)).Rows);
        Assert.Equal(path, row.Category);
    }

    [Fact]
    public void Read_TwoSeparators_RefusedUnlessStated()
    {
        const string text = "product_id,category\na,x > y\nb,TV/Video\n";
        Assert.Equal(
            "p.csv line 2: the levels of the category are separated by '>', but those of p.csv line 3 by '/'; say which it is (--category-separator \">\" or --category-separator /)",
            Assert.Throws<BuildInputException>(() => Read(text)).Message);
        Assert.Equal(["x/y", "TV\u2215Video"], Read(text, options: new CatalogOptions(CategorySeparator: ">")).Rows.Select(row => row.Category));
    }

    [Fact]
    public void Read_Windows1252_RefusedUnlessStated()
    {
        byte[] bytes = Encoding.Latin1.GetBytes("product_id,category\np-1,M\u00F6bel\n");
        Assert.Equal(
            "p.csv line 2: byte 25 (0xF6) is no UTF-8; save the file as UTF-8, or say what it is (--encoding windows-1252)",
            Assert.Throws<BuildInputException>(() => Read(bytes)).Message);
        foreach (string name in new[] { "windows-1252", "latin1", "iso-8859-15" })
        {
            Assert.Equal("M\u00F6bel", Assert.Single(Read(bytes, options: new CatalogOptions(TextEncodings.Parse(name))).Rows).Category);
        }

        Assert.Throws<UsageException>(() => TextEncodings.Parse("klingon"));
    }

    [Fact]
    public void Open_HeaderThatNamesAColumnTwice_Refused()
    {
        Assert.Equal("p.csv line 1: names the column \"price\" twice; rename one of them", Assert.Throws<BuildInputException>(() => Read("product_id,price,price\np,1,2\n")).Message);
        Assert.Single(Read("product_id,,\np,1,2\n").Rows);
    }

    [Fact]
    public void Read_DecomposedHeader_IsFoundByEitherForm()
    {
        (CatalogProduct[] rows, CatalogReader reader) = Read("product_id,Gro\u0308\u00DFe\np,41\n", facets: FacetNames.Parse(["Gr\u00F6\u00DFe"], "|"));
        Assert.Equal(["41"], rows[0].Facets);
        Assert.Equal(["Gr\u00F6\u00DFe"], reader.Facets);
    }

    private static (CatalogProduct[] Rows, CatalogReader Reader) Read(
        string text, ColumnNames? names = null, FacetNames? facets = null, CatalogOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), names, facets, options);

    private static (CatalogProduct[] Rows, CatalogReader Reader) Read(
        byte[] bytes, ColumnNames? names = null, FacetNames? facets = null, CatalogOptions? options = null)
    {
        CatalogReader reader = CatalogReader.Open("p.csv", () => new MemoryStream(bytes, writable: false), names ?? ColumnNames.None, facets, options);
        return ([.. reader.Read()], reader);
    }
}
