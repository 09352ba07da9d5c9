using System.Globalization;
using System.Text;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Docs;

public class ReadmeTests
{
    [Fact]
    public void Readme_Sample_IsTheCompiledOne()
    {
        string[] source = File.ReadAllLines(Sources.PathOf("tests", "ProductSpace.Tests", "Docs", "ReadmeSample.cs"));
        int start = Array.FindIndex(source, line => line.Trim() == "// sample") + 1;
        int end = Array.FindIndex(source, line => line.Trim() == "// end") - 1;
        string sample = string.Join('\n', source[start..end].Select(line => line.Length > 8 ? line[8..] : line.Trim()));
        string readme = File.ReadAllText(Sources.PathOf("README.md")).ReplaceLineEndings("\n");
        Assert.Contains("```csharp\n" + sample + "\n```", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Readme_Sample_Runs()
    {
        using TemporaryFolder folder = new();
        List<CatalogProduct> products = WriteShop(folder.File("vectors.txt"));
        string before = Environment.CurrentDirectory;
        using StringWriter output = new();
        try
        {
            Environment.CurrentDirectory = folder.Root;
            ReadmeSample.Run(products, output);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(12, lines.Length);
        Assert.All(lines, line => Assert.Contains("shoes/boots", line, StringComparison.Ordinal));
    }

    private static List<CatalogProduct> WriteShop(string path)
    {
        const int count = 2000;
        SeededRandom random = new(3);
        StringBuilder text = new();
        text.Append(count).Append(" 16\n");
        List<CatalogProduct> products = [];
        for (int product = 0; product < count; product++)
        {
            text.Append("p-").Append(product);
            for (int i = 0; i < 16; i++)
            {
                text.Append(' ').Append(TestShop.Normal(ref random).ToString(CultureInfo.InvariantCulture));
            }

            text.Append('\n');
            string category = product % 3 == 0 ? "shoes/boots" : "dresses/midi";
            products.Add(new CatalogProduct { Id = $"p-{product}", Category = product % 7 == 0 ? category + "|sale" : category, InStock = product % 5 != 0 });
        }

        File.WriteAllText(path, text.ToString());
        return products;
    }
}
