namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Common headers of catalogues for each of our columns, the clearest first: of shops, of product feeds (also with the
/// prefix g:), and of data sets. Headers are compared without regard to case and separators.
/// </summary>
internal static class ColumnGuesses
{
    private const string FeedPrefix = "g:";

    private static readonly Dictionary<string, string[]> s_usual = new()
    {
        [ColumnNames.ProductId] =
        [
            "productid",
            "sku",
            "skuid",
            "productsku",
            "itemid",
            "id",
            "articleid",
            "articleno",
            "articlenumber",
            "stockcode",
            "asin",
            "productcode",
            "productno",
            "product",
            "item",
        ],
        [ColumnNames.Category] =
        [
            "category",
            "categorypath",
            "categories",
            "producttype",
            "googleproductcategory",
            "categoryname",
            "productcategory",
            "categoryid",
            "department",
        ],
        [ColumnNames.Name] = ["name", "title", "productname", "producttitle", "itemname", "itemtitle", "displayname"],
        [ColumnNames.Brand] = ["brand", "brandname", "manufacturer"],
        [ColumnNames.Price] =
        [
            "price",
            "saleprice",
            "currentprice",
            "medianprice",
            "unitprice",
            "listprice",
            "retailprice",
            "regularprice",
        ],
        [ColumnNames.InStock] =
        [
            "instock",
            "isinstock",
            "availability",
            "available",
            "isavailable",
            "stockstatus",
            "stock",
            "stockqty",
            "stockquantity",
            "quantity",
            "qty",
            "inventory",
            "inventoryquantity",
            "stocklevel",
        ],
        [ColumnNames.FirstSeen] =
        [
            "firstseen",
            "firstsold",
            "firstavailable",
            "createdat",
            "created",
            "dateadded",
            "addedat",
            "publishedat",
            "launchdate",
            "releasedate",
        ],
        [ColumnNames.Group] = ["itemgroupid", "parentid", "parentsku", "parentproductid", "parentasin"],
    };

    /// <summary>Lists the columns that may be one of ours, the clearest first, by headers in plain form.</summary>
    public static IEnumerable<int> Candidates(string ours, string[] plain)
    {
        foreach (string usual in s_usual[ours])
        {
            int found = Array.IndexOf(plain, usual);
            if (found >= 0)
            {
                yield return found;
            }
        }
    }

    /// <summary>Returns a header without the prefix of product feeds.</summary>
    public static string WithoutPrefix(string header) =>
        header.Length > FeedPrefix.Length && header.StartsWith(FeedPrefix, StringComparison.OrdinalIgnoreCase)
            ? header[FeedPrefix.Length..]
            : header;

    /// <summary>Returns the form by which headers are compared.</summary>
    public static string Plain(string header) =>
        string.Concat(WithoutPrefix(header).Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
