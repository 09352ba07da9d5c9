using System.Globalization;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Whether a product can be bought: a flag, a quantity, or a word of product feeds. What can be ordered ahead can be
/// bought.
/// </summary>
internal static class StockText
{
    public static bool TryParse(string text, out bool inStock)
    {
        const NumberStyles number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(text, number, CultureInfo.InvariantCulture, out decimal quantity))
        {
            inStock = quantity > 0;
            return true;
        }

        bool? known = WordOf(text) switch
        {
            "" or "true" or "yes" or "y" or "t" => true,
            "instock" or "available" or "limitedavailability" or "onlineonly" or "instoreonly" => true,
            "preorder" or "presale" or "backorder" => true,
            "false" or "no" or "n" or "f" => false,
            "outofstock" or "soldout" or "unavailable" or "notavailable" or "discontinued" => false,
            _ => null,
        };
        inStock = known ?? false;
        return known is not null;
    }

    /// <summary>Removes what writers of one word differ in: case, blanks, and the address of its vocabulary.</summary>
    private static string WordOf(string text)
    {
        int slash = text.LastIndexOf('/');
        string word = text.Contains("schema.org/", StringComparison.OrdinalIgnoreCase) ? text[(slash + 1)..] : text;
        return string.Concat(word.Split(' ', '_', '-')).ToLowerInvariant();
    }
}
