using System.Security.Cryptography;
using System.Text;
using CsCheck;
using ProductSpace.Memory;

namespace ProductSpace.Tests.Memory;

public class NormalFormTests
{
    private static readonly Gen<string> s_texts =
        Gen.Char["aeo\u0301\u0308\u0323\u0327\u1100\u1161\u11A8\u0915\u093C\u00E9\u1EAD "].Array[0, 12].Select(letters => new string(letters));

    [Theory]
    [InlineData("Mo\u0308bel/Stu\u0308hle", "M\u00F6bel/St\u00FChle")]
    [InlineData("Cafe\u0301", "Caf\u00E9")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("a\u0323\u0302", "\u1EAD")]
    [InlineData("a\u0302\u0323", "\u1EAD")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")]
    [InlineData("e\u0301\uD800x", "\u00E9\uD800x")]
    public void Of_DecomposedText_IsComposed(string text, string normal) => Assert.Equal(normal, NormalForm.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData("M\u00F6bel")]
    [InlineData("\u6F22\u5B57 \uD55C\uAE00 \uD83D\uDC5F")]
    [InlineData("\uDC00")]
    public void Of_NormalText_IsTheSameObject(string text) => Assert.Same(text, NormalForm.Of(text));

    /// <summary>The hash comes from another implementation (Unicode 14), over every code point among marks.</summary>
    [Fact]
    public void Of_EveryCodePoint_AsAnotherImplementation()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int point = 0; point <= 0x10FFFF; point++)
        {
            if (point is < 0xD800 or > 0xDFFF)
            {
                string text = char.ConvertFromUtf32(point);
                hash.AppendData(Encoding.UTF8.GetBytes(NormalForm.Of($"e{text}\u0301\u0323a{text}{text}") + "\n"));
            }
        }

        Assert.Equal("4c76d357331e3065f7b82de13e42b667da3762530184131f6c0df8ec97e53199", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Of_PartInNormalFormFirst_IsTheSame() =>
        Gen.Select(s_texts, s_texts).Sample((a, b) =>
            NormalForm.Of(NormalForm.Of(a)) == NormalForm.Of(a) && NormalForm.Of(NormalForm.Of(a) + b) == NormalForm.Of(a + b));
}
